/// How a process's part in a run ended: what a person reads, and the exit code.
package struct Outcome: Equatable, Sendable {
  package var ending: Ending
  /// One sentence: what happened, where, and what to do.
  package var message: String
  /// The last committed step; 0 when there was none.
  package var lastStep: Int
  /// Figures of the last committed step whose numbers were finite.
  package var training: StepFigures?
  /// Figures of the last committed evaluation.
  package var validation: StepFigures?
  /// There is no time left: nothing that is being written is waited for, and nothing more is begun.
  package var isAtOnce = false

  package init(
    _ ending: Ending, _ message: String, lastStep: Int = 0, training: StepFigures? = nil, validation: StepFigures? = nil
  ) {
    self.ending = ending
    self.message = message
    self.lastStep = lastStep
    self.training = training
    self.validation = validation
  }

  package var exitCode: Int32 { ending.exitCode }
}

/// The ways in which a run, or a worker's part in it, ends.
package enum Ending: Equatable, Sendable {
  /// Every step and evaluation was committed.
  case done
  /// Loss or gradients of this step were not finite.
  case diverged(step: Int)
  /// The coordinator fell silent and did not come back.
  case coordinatorLost
  /// A person or the system asked for it; `saved` when everything that was committed is in a checkpoint.
  case stopped(saved: Bool)
  /// Too few workers are left, and no others can come.
  case tooFewWorkers
  /// Replicas of the same step differ, and nobody can say which is right.
  case replicasDiffer(step: Int)
  /// Another coordinator leads this run, with a higher term.
  case superseded(term: UInt64)
  /// A worker left, or its run ended without it being at fault.
  case left
  /// The two sides speak different versions of the protocol.
  case protocolMismatch
  /// The coordinator turned this worker away for good.
  case refused
  /// A process could not do its part, and says with which exit code: a data file that is missing, for instance.
  case failed(exitCode: Int32)

  package var exitCode: Int32 {
    switch self {
    case .done, .left, .stopped(saved: true): 0
    case .diverged: 1
    case .coordinatorLost, .stopped, .tooFewWorkers, .replicasDiffer: 75
    case .protocolMismatch: 76
    case .refused, .superseded: 77
    case .failed(let exitCode): exitCode
    }
  }

  /// The word for `summary.json` and for the `finished` message.
  package var status: String {
    switch self {
    case .done: "done"
    case .diverged: "diverged"
    case .coordinatorLost: "coordinator-lost"
    case .stopped: "stopped"
    case .tooFewWorkers: "too-few-workers"
    case .replicasDiffer: "replicas-differ"
    case .superseded: "superseded"
    case .left: "left"
    case .protocolMismatch: "protocol-mismatch"
    case .refused: "refused"
    case .failed: "failed"
    }
  }
}
