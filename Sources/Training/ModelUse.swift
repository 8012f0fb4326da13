import Autograd
import Datasets
import NeuralNetworks
import Reduction

/// A model with given weights, for everything that is not training. Belongs to the thread that made it.
package final class ModelUse {
  package let meaning: OutputMeaning
  private let module: Sequential
  private let model: ModelDescription
  private let pool = Pool()
  private let weights: FlatBuffer

  /// - Parameters:
  ///   - loss: What the model was trained for says what its outputs mean.
  ///   - weights: The flat vector of all parameters, in the order of the model's layout.
  package init(_ model: ModelDescription, loss: LossDescription.Kind, weights: FlatBuffer) {
    self.model = model
    self.weights = weights
    meaning = OutputMeaning(loss, outputs: model.outputShape.reduce(1, *))
    module = model.build()
    module.bind(weights: weights.pointer, gradients: nil)
  }

  /// One sample's answer.
  package struct Answer: Sendable, Equatable {
    /// The class that is most likely, or each label that is more likely than not; none for values.
    package let classes: [Int]
    /// Probabilities, or values.
    package let numbers: [Float]
  }

  /// The answers to some samples, whose shape must fit the model.
  package func answers(to dataset: Dataset, _ ids: Range<Int>) -> [Answer] {
    let inputs = Tensor(uninitialized: Shape([ids.count] + model.input), in: pool)
    dataset.gatherInputs(inputs.pointer, ids: Array(ids))
    return withoutGradients {
      let outputs = Variable(module(Variable(inputs)).data.reshaped(to: [ids.count, meaning.outputs]))
      return zip(rows(of: outputs), rows(of: meaning.numbers(of: outputs))).map { output, numbers in
        Answer(classes: meaning.classes(of: output), numbers: numbers)
      }
    }
  }

  private func rows(of variable: Variable) -> [[Float]] {
    let scalars = variable.data.scalars
    return stride(from: 0, to: scalars.count, by: meaning.outputs).map { Array(scalars[$0..<($0 + meaning.outputs)]) }
  }
}
