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
  /// By their places a worker asks for those that it does not have.
  let dataFiles: [WireDataFile]
  /// Every so many steps the commit waits for an audit.
  let auditEvery: Int?

  init(_ welcome: Welcome, _ header: FrameHeader) {
    (run, term, life) = (header.run, header.term, header.life)
    dataFiles = welcome.dataFiles
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
