import Reduction
import Wire

/// Where a worker stands.
///
/// `waiting` leads to `preparing` by a welcome, that to `ready` when data and model are there, that to `training` by the first deal. From each of them a worker goes
/// back to `waiting` when the run is over for it, and every state leads to `finished`.
enum WorkerState: Equatable, Sendable {
  /// Nothing was asked for yet.
  case idle
  /// Says hello until it is answered.
  case waiting(Waiting)
  case preparing(Membership)
  /// Says ready until it is dealt shards.
  case ready(Prepared)
  case training(Training)
  /// `finish` was given; nothing follows.
  case finished

  var membership: Membership? {
    switch self {
    case .preparing(let membership): membership
    case .ready(let prepared): prepared.membership
    case .training(let training): training.prepared.membership
    case .idle, .waiting, .finished: nil
    }
  }
}

/// Looking for a coordinator.
struct Waiting: Equatable, Sendable {
  var since: Duration
  var nextHello: Duration
  var nextReport: Duration
}

/// The run that a worker belongs to, and the one life of its coordinator that it obeys.
struct Membership: Equatable, Sendable {
  let run: RunID
  let term: UInt64
  let life: UInt64
  let runName: String

  func isObeyed(_ header: FrameHeader) -> Bool { header.term == term && header.life == life }
}

/// A member whose data and model are there.
struct Prepared: Equatable, Sendable {
  let membership: Membership
  let plan: TrainingPlan
  let message: Ready
}

/// A member that was dealt shards.
struct Training: Equatable, Sendable {
  let prepared: Prepared
  var deal: Deal
  /// The last step whose weights the replica holds, or will when the work queue gets there.
  var applied: Int
  /// The last step that is known to be committed; at most one behind `applied`.
  var committed: Int
  var activity: Activity
  /// The last nodes that were sent, in case their chunks get lost.
  var sent: Computed?
  /// How far the shell may go on by itself.
  var allowedAhead = 0

  var plan: TrainingPlan { prepared.plan }
  /// The step that the replica is to hold next.
  var next: Int { applied + 1 }
  /// Whether every root is this worker's own.
  var holdsAllShards: Bool { deal.shards == [0..<plan.batches.shards] }

  /// Nobody runs more than one step ahead of the commits, nor past a pause.
  var aheadLimit: Int { plan.pauses(afterStep: committed + 1) ? committed : committed + 1 }

  func holdsRoot(_ computed: Computed) -> Bool {
    let tree = plan.tree(ofStep: computed.step)
    return computed.nodes.contains { tree.contains($0) && tree.lifted($0) == tree.root }
  }
}

/// What a worker is at within a run.
enum Activity: Equatable, Sendable {
  /// Its shards of a step.
  case computing(step: Int, attempt: Int)
  /// Results that are kept back until the step before is committed.
  case holding(Computed)
  /// Nothing to do until the step's average, or the news of its commit, comes.
  case awaiting(step: Int)
  case evaluating(step: Int)
  /// The evaluation's shards are sent, and again from time to time until its result comes.
  case evaluated(step: Int, [Evaluated], repeatAt: Duration)
  /// Every step is done; the coordinator has the last word.
  case over
}
