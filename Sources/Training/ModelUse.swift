import Autograd
import Checkpoints
import Datasets
import Foundation
import Kernels
import NeuralNetworks
import Reduction

/// A model with given weights, for everything that is not training.
package final class ModelUse {
  private let module: Sequential
  private let model: ModelDescription
  private let pool = Pool()
  private let weights: FlatBuffer

  /// - Parameter weights: The flat vector of all parameters, in the order of the model's layout.
  package init(_ model: ModelDescription, weights: FlatBuffer) {
    self.model = model
    self.weights = weights
    module = model.build()
    module.bind(weights: weights.pointer, gradients: nil)
  }

  /// The outputs of some samples, one row each.
  ///
  /// - Parameter probabilities: Turns logits into class probabilities.
  package func outputs(of dataset: Dataset, _ ids: Range<Int>, probabilities: Bool) -> [[Float]] {
    let inputs = Tensor(uninitialized: Shape([ids.count] + model.input), in: pool)
    dataset.gatherInputs(inputs.pointer, ids: Array(ids))
    let size = model.outputShape.reduce(1, *)
    return withoutGradients {
      var output = module(Variable(inputs)).data.reshaped(to: [ids.count, size])
      if probabilities { output = Variable(output).softmax().data }
      let scalars = output.scalars
      return (0..<ids.count).map { Array(scalars[($0 * size)..<(($0 + 1) * size)]) }
    }
  }
}
