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

  /// Data and model are there.
  var prepared: Prepared? {
    switch self {
    case .ready(let prepared): prepared
    case .training(let training): training.prepared
    case .idle, .waiting, .preparing, .finished: nil
    }
  }

  var training: Training? {
    guard case .training(let training) = self else { return nil }
    return training
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
  /// The deciding keys of the run file: another life may lead the run with others.
  let settings: String
  /// Every so many steps the commit waits for an audit.
  let auditEvery: Int?

  init(_ welcome: Welcome, _ header: FrameHeader) {
    (run, term, life) = (header.run, header.term, header.life)
    (runName, settings, auditEvery) = (welcome.runName, welcome.settings, welcome.auditEvery)
  }

  func isObeyed(_ header: FrameHeader) -> Bool { header.term == term && header.life == life }

  func isAudited(_ step: Int) -> Bool { auditEvery.map { step.isMultiple(of: $0) } ?? false }
}

/// A member whose data and model are there.
struct Prepared: Equatable, Sendable {
  var membership: Membership
  let plan: TrainingPlan
  let message: Ready
}

/// A replica that comes in chunks.
struct IncomingSnapshot: Equatable, Sendable {
  let step: Int
  let state: SnapshotState
  /// Every chunk is here: the shell has the order to apply it.
  var isComplete = false

  var chunks: VectorChunks { VectorChunks(floats: state.floats) }
}

/// A member that holds a replica of the run.
struct Training: Equatable, Sendable {
  var prepared: Prepared
  /// In force for the step at hand.
  var deal: Deal
  /// Comes into force at a later step.
  var upcoming: Deal?
  /// The last step whose weights the replica holds, or will when the work queue gets there.
  var applied: Int
  /// The last step that the work queue has got to.
  var settled: Int
  /// The last step that is known to be committed; at most one behind `applied`.
  var committed: Int
  var activity: Activity
  /// The last results that were sent, all of one step, in case their chunks get lost.
  var sent: [Computed] = []
  /// Orders for a step that is not reached yet.
  var orders: [Order] = []
  /// How far the shell may go on by itself.
  var allowedAhead = 0
  /// The replica whose digest is being computed: it does not go further before it is copied.
  var comparing: Comparing?
  /// The coordinator is a new one, and is still to learn what this replica holds.
  var isRejoining = false

  /// Where the replica was when its digest was asked for.
  struct Comparing: Equatable, Sendable {
    let step: Int
    let evaluated: Int
  }

  /// An `assist` and the step it is about.
  struct Order: Equatable, Sendable {
    var step: Int
    var attempt: Int
    var assist: Assist
  }

  var plan: TrainingPlan { prepared.plan }
  /// The step that the replica is to hold next.
  var next: Int { applied + 1 }
  /// Whether every root is this worker's own.
  var holdsAllShards: Bool { deal.shards == [0..<plan.batches.shards] && upcoming == nil }
  var newestView: UInt64 { max(deal.view, upcoming?.view ?? 0) }

  /// Nobody runs more than one step ahead of the commits, nor past a pause, nor past an audit.
  var aheadLimit: Int {
    let step = committed + 1
    let limit = plan.pauses(afterStep: step) || prepared.membership.isAudited(step) ? committed : step
    return min(limit, comparing?.step ?? limit)
  }

  /// A computation that hangs lets averages wait; no more than this many.
  var isOverfull: Bool { applied - settled >= 8 }

  /// A step at its beginning, in the try that the deal is about.
  func beginning(_ step: Int) -> Stepping {
    Stepping(step: step, attempt: deal.fromStep == UInt64(step) ? Int(deal.attempt) : 0)
  }

  func holdsRoot(_ computed: Computed) -> Bool {
    let tree = plan.tree(ofStep: computed.step)
    return computed.nodes.contains { tree.contains($0) && tree.lifted($0) == tree.root }
  }

  init(_ prepared: Prepared, deal: Deal, holding step: Int) {
    self.prepared = prepared
    self.deal = deal
    applied = step
    settled = step
    committed = step
    activity = .stepping(Stepping(step: step + 1))
  }
}

/// What a worker is at within a run.
enum Activity: Equatable, Sendable {
  /// The next step: computes, or waits for its average.
  case stepping(Stepping)
  /// Holds the step, after which all wait, before the news of its commit.
  case pausing(step: Int)
  case evaluating(Evaluating)
  /// Every step is done; the coordinator has the last word.
  case over

  var isComputing: Bool {
    guard case .stepping(let stepping) = self else { return false }
    return stepping.tasks > 0 || stepping.audits.contains { $0.result == nil }
  }
}

/// A step at hand.
struct Stepping: Equatable, Sendable {
  let step: Int
  /// How often everybody's results for the step were thrown away.
  var attempt = 0
  /// The shards that are computed or being computed.
  var claimed = RangeSet<Int>()
  /// Unanswered tasks.
  var tasks = 0
  /// Results that are kept back until the step before is committed.
  var held: [Computed] = []
  /// What is being computed again for an audit, or was.
  var audits: [AuditTask] = []

  /// Shards to compute again, and what came out.
  struct AuditTask: Equatable, Sendable {
    let shards: [Range<Int>]
    var result: Computed?
  }
}

/// An evaluation at hand.
struct Evaluating: Equatable, Sendable {
  let step: Int
  var claimed = RangeSet<Int>()
  var tasks = 0
  /// What was sent; again from time to time, until the result comes.
  var sent: [Evaluated] = []
  var repeatAt: Duration
}

extension RangeSet<Int> {
  /// Adds the ranges, and gives the parts of them that are new.
  mutating func claim(_ ranges: [Range<Int>]) -> [Range<Int>] {
    let new = RangeSet(ranges).subtracting(self)
    formUnion(new)
    return Array(new.ranges)
  }
}

extension WorkerMachine {
  /// Where a worker stands, without what belongs to it.
  package enum Stage: String, CaseIterable, Sendable {
    case idle, waiting, preparing, ready, stepping, pausing, evaluating, over, finished
  }

  package var stage: Stage {
    switch state {
    case .idle: .idle
    case .waiting: .waiting
    case .preparing: .preparing
    case .ready: .ready
    case .training(let training):
      switch training.activity {
      case .stepping: .stepping
      case .pausing: .pausing
      case .evaluating: .evaluating
      case .over: .over
      }
    case .finished: .finished
    }
  }
}
