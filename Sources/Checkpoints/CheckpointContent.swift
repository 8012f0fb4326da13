/// Everything that a checkpoint keeps: a replica between two steps, and the run file that it belongs to.
///
/// A value of its own, taken while nothing changes the replica, so that it can be written while training goes on.
package struct CheckpointContent: Equatable, Sendable {
  /// The flat vector of parameters and buffers.
  package var weights: [Float]
  /// State vectors of the optimizer, each as long as the weights.
  package var vectors: [StateVector]
  package var state: ReplicaState
  /// The run file as resolved.
  package var runFile: String

  package struct StateVector: Equatable, Sendable {
    /// PyTorch's name, as `exp_avg`.
    package var name: String
    package var values: [Float]

    package init(name: String, values: [Float]) {
      self.name = name
      self.values = values
    }
  }

  package init(weights: [Float], vectors: [StateVector], state: ReplicaState, runFile: String) {
    self.weights = weights
    self.vectors = vectors
    self.state = state
    self.runFile = runFile
  }

  /// Committed steps, which name the checkpoint.
  package var step: Int { state.step }
}
