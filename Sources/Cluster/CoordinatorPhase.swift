import Reduction

/// Where a run stands.
///
/// `gathering` and `preparing` lead to each other as workers come and go; `preparing` leads to `running`, once; `running` and `evaluating` lead to each other
/// until the last step; every phase leads to `finishing`, and that to `finished`.
enum CoordinatorPhase: Equatable, Sendable {
  /// Fewer workers than needed were welcomed.
  case gathering
  /// Enough workers are here; some of them, or the coordinator's own replica, are not ready.
  case preparing
  /// A step is being summed up.
  case running(RunningStep)
  /// The validation set is being evaluated.
  case evaluating(RunningEvaluation)
  /// The members are told, and their goodbyes awaited for a moment.
  case finishing(Goodbyes)
  /// `finish` was given; nothing follows.
  case finished

  /// Workers can still join.
  var isOpen: Bool { self == .gathering || self == .preparing }

  /// A step or an evaluation is under way.
  var isTraining: Bool {
    switch self {
    case .running, .evaluating: true
    case .gathering, .preparing, .finishing, .finished: false
    }
  }
}

/// The step that is being summed up.
struct RunningStep: Equatable, Sendable {
  let step: Int
  let attempt: Int
  var began: Duration
  /// Which nodes are staged.
  var staged: NodeSet
  /// The member that sent the root itself and so needs no average.
  var rootHolder: UInt64?
  /// The tree is being finished.
  var isReducing = false
}

/// The evaluation that is being summed up.
struct RunningEvaluation: Equatable, Sendable {
  let step: Int
  var began: Duration
  /// One entry a shard, nil until it came in.
  var figures: [Figures?]
  var missing: Int

  /// Sums in shard order, so that arrival does not matter.
  var sum: Figures {
    figures.reduce(into: Figures()) { sum, shard in
      sum.samples += shard?.samples ?? 0
      sum.correct += shard?.correct ?? 0
      sum.lossSum += shard?.lossSum ?? 0
    }
  }
}

/// The end, while members are told of it.
struct Goodbyes: Equatable, Sendable {
  var outcome: Outcome
  /// Nobody is waited for beyond this.
  var deadline: Duration
  /// Incarnations whose goodbye is missing.
  var awaited: Set<UInt64>
}
