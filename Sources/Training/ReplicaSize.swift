import NeuralNetworks
import Optimizers
import RunFiles

/// How large a run's replica will be, known from its run file before there is one.
package struct ReplicaSize: Equatable, Sendable {
  /// The numbers of all parameters.
  package let parameters: Int
  /// Vectors of as many numbers that the optimizer keeps.
  package let stateVectors: Int

  package init(_ settings: RunSettings) {
    parameters = settings.model.summary().reduce(0) { $0 + $1.parameters }
    stateVectors = settings.optimizer.stateNames.count
  }

  /// Numbers of a shard's vector.
  package var vectorFloats: Int { VectorLayout(parameters: parameters).count }
}
