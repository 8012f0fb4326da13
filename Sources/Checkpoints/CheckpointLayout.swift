import Wire

/// What a run's checkpoints must hold: the names and shapes of the model and of the optimizer's state.
package struct CheckpointLayout: Equatable, Sendable {
  /// Parameters and buffers, together the whole flat vector.
  package let slices: [NamedSlice]
  /// The optimizer's kind, as in `optim.adam.exp_avg.0.weight`.
  package let optimizer: String
  /// Names of the optimizer's state vectors.
  package let vectors: [String]
  /// The only run whose checkpoints are taken; nil takes any, for a fork.
  package var run: RunID?

  package init(slices: [NamedSlice], optimizer: String, vectors: [String], run: RunID? = nil) {
    self.slices = slices
    self.optimizer = optimizer
    self.vectors = vectors
    self.run = run
  }

  /// Numbers of the flat vector.
  package var count: Int { slices.last?.range.upperBound ?? 0 }

  /// The tensor that counts the updates.
  var stepName: String { "optim.\(optimizer).step" }

  /// The slices of one state vector, under the names of its tensors.
  func slices(of vector: String) -> [NamedSlice] {
    slices.map { NamedSlice(name: "optim.\(optimizer).\(vector).\($0.name)", shape: $0.shape, range: $0.range) }
  }
}
