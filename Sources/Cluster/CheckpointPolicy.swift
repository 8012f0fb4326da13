/// When the coordinator writes checkpoints, besides the end of a run and when it is asked to.
package struct CheckpointPolicy: Equatable, Sendable {
  package var everySteps: Int?
  package var everyEpochs: Int?
  /// After so much time since the last one.
  package var every: Duration?
  /// Whether the run stops when one cannot be written, rather than go on without.
  package var isRequired: Bool

  package init(
    everySteps: Int? = nil, everyEpochs: Int? = 1, every: Duration? = .seconds(60), isRequired: Bool = false
  ) {
    self.everySteps = everySteps
    self.everyEpochs = everyEpochs
    self.every = every
    self.isRequired = isRequired
  }
}

/// A checkpoint to write: of the replica as it is when the directive is given.
package struct Checkpoint: Equatable, Sendable {
  /// Why it is written now.
  package enum Reason: String, Equatable, Sendable {
    /// By the policy.
    case due
    /// A person asked (SIGUSR1).
    case requested
    /// The run is being stopped.
    case stopping
    /// The run is done.
    case end
    /// The replica came from a worker of the life before.
    case takenOver
  }

  package var step: Int
  package var reason: Reason
  /// The evaluation on this step's weights was not done: a run that resumes here begins with it.
  package var evaluationDue: Bool

  package init(step: Int, reason: Reason, evaluationDue: Bool = false) {
    self.step = step
    self.reason = reason
    self.evaluationDue = evaluationDue
  }
}

/// A member as the run directory remembers it for the next life of the coordinator.
package struct LineageMember: Codable, Equatable, Sendable {
  package var name: String
  package var incarnation: UInt64

  package init(name: String, incarnation: UInt64) {
    self.name = name
    self.incarnation = incarnation
  }
}

/// What becomes of a step whose numbers are not finite, when two workers agree that they are not.
package enum BadNumbersPolicy: String, Codable, Equatable, Sendable {
  /// The run ends with code 1, step and shards named.
  case stop
  /// The step is committed; parameters and optimizer stay as they are.
  case skip
}
