import Autograd

extension LossDescription {
  /// The loss of a batch.
  ///
  /// - Parameters:
  ///   - output: What the model gave, samples along the first axis.
  ///   - targets: Must fit: classes below the size of the last axis, or values of the output's shape.
  public func evaluate(_ output: Variable, _ targets: Targets) -> LossResult {
    loss(targets).evaluate(output)
  }

  func loss(_ targets: Targets) -> any Loss {
    switch (kind, targets) {
    case (.crossEntropy, .classes(let classes)): CrossEntropy(classes: classes, labelSmoothing: labelSmoothing)
    case (.crossEntropy, .values(let probabilities)):
      CrossEntropyWithProbabilities(probabilities: probabilities, labelSmoothing: labelSmoothing)
    case (.nll, .classes(let classes)): NegativeLogLikelihood(classes: classes)
    case (.mse, .values(let values)): ErrorOfValues(kind: .squared, values: values)
    case (.l1, .values(let values)): ErrorOfValues(kind: .absolute, values: values)
    case (.huber, .values(let values)): ErrorOfValues(kind: .huber(delta: delta), values: values)
    case (.bceWithLogits, .values(let values)): ErrorOfValues(kind: .binaryCrossEntropy, values: values)
    case (_, .classes): preconditionFailure("\(kind.rawValue): targets are classes, expected values")
    case (.nll, .values): preconditionFailure("nll: targets are values, expected classes")
    }
  }
}
