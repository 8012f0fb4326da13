import Reduction

/// Where a run stands.
///
/// `gathering` and `preparing` lead to each other as workers come and go; `preparing` leads to `running`, once; `running` and `evaluating` lead to each other
/// until the last step, and each to `waiting` and back when workers are few; then comes `closing` when there is something to save, `finishing`, and `finished`.
enum CoordinatorPhase: Equatable, Sendable {
  /// Fewer workers than needed were welcomed.
  case gathering
  /// Enough workers are here; some of them, or the coordinator's own replica, are not ready.
  case preparing
  /// A step is being summed up.
  case running(RunningStep)
  /// The validation set is being evaluated.
  case evaluating(RunningEvaluation)
  /// Fewer than `min_workers` are left; what was under way is kept.
  case waiting(Interrupted)
  /// The last checkpoint is being written.
  case closing(Closing)
  /// The members are told, and their goodbyes awaited for a moment.
  case finishing(Goodbyes)
  /// `finish` was given; nothing follows.
  case finished

  /// The run has not begun.
  var isOpen: Bool { self == .gathering || self == .preparing }

  /// The run has begun and is not being ended.
  var isWaiting: Bool {
    if case .waiting = self { true } else { false }
  }

  var isClosing: Bool {
    if case .closing = self { true } else { false }
  }

  var isTraining: Bool {
    switch self {
    case .running, .evaluating, .waiting: true
    case .gathering, .preparing, .closing, .finishing, .finished: false
    }
  }

  /// The step that nodes belong to, interrupted or not.
  var step: RunningStep? {
    switch self {
    case .running(let running), .waiting(.step(let running)): running
    case .gathering, .preparing, .evaluating, .waiting, .closing, .finishing, .finished: nil
    }
  }

  /// The evaluation that figures belong to, interrupted or not.
  var evaluation: RunningEvaluation? {
    switch self {
    case .evaluating(let evaluation), .waiting(.evaluation(let evaluation)): evaluation
    case .gathering, .preparing, .running, .waiting, .closing, .finishing, .finished: nil
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
  /// Nodes that are in no sum, because their numbers are not finite.
  var bad: [BadNode] = []
  /// The commit waits for it; nil for most steps.
  var audit: RunningAudit?
  /// What workers made of a node in tries that were thrown away since they differed.
  var disputed: [RunningAudit.Copy] = []
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

/// What is kept while a run waits for workers.
enum Interrupted: Equatable, Sendable {
  case step(RunningStep)
  case evaluation(RunningEvaluation)
}

/// What was committed is being saved before the end.
struct Closing: Equatable, Sendable {
  var ending: Ending
  var message: String
  /// The end comes then, saved or not; nil: there is no hurry.
  var deadline: Duration?
}

/// The end, while members are told of it.
struct Goodbyes: Equatable, Sendable {
  var outcome: Outcome
  /// Nobody is waited for beyond this.
  var deadline: Duration
  /// Incarnations whose goodbye is missing.
  var awaited: Set<UInt64>
}
