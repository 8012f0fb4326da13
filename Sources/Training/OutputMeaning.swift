import Autograd
import NeuralNetworks

/// What the outputs of a model say of a sample, by the loss that it was trained with.
package struct OutputMeaning: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// One class of several, each with its probability.
    case classes
    /// Class 0 or 1, with the probability of 1.
    case binary
    /// Any number of labels, each with its probability.
    case labels
    /// Numbers as they are.
    case values
  }

  package let kind: Kind
  /// The numbers of one sample.
  package let outputs: Int
  /// Logarithms of probabilities instead of logits.
  private let areLogarithms: Bool

  package init(_ loss: LossDescription.Kind, outputs: Int) {
    self.outputs = outputs
    areLogarithms = loss == .nll
    kind =
      switch loss {
      case .crossEntropy, .nll: .classes
      case .bceWithLogits: outputs == 1 ? .binary : .labels
      case .mse, .l1, .huber: .values
      }
  }

  /// Probabilities, or the values themselves, of rows of outputs.
  func numbers(of outputs: Variable) -> Variable {
    switch kind {
    case .classes: areLogarithms ? outputs.exp() : outputs.softmax()
    case .binary, .labels: outputs.sigmoid()
    case .values: outputs
    }
  }

  /// Decided on the outputs themselves, as the accuracy is: probabilities close to 1 round to the same number.
  func classes(of outputs: [Float]) -> [Int] {
    switch kind {
    case .classes: [outputs.indices.reduce(0) { outputs[$1] > outputs[$0] ? $1 : $0 }]
    case .binary: [outputs[0] > 0 ? 1 : 0]
    case .labels: outputs.indices.filter { outputs[$0] > 0 }
    case .values: []
    }
  }
}

extension LossDescription.Kind {
  /// Whether a loss counts samples that are answered correctly.
  package var countsCorrect: Bool {
    switch self {
    case .crossEntropy, .nll, .bceWithLogits: true
    case .mse, .l1, .huber: false
    }
  }
}
