import Autograd

// The losses as people call them: the mean over the samples (and their values), as PyTorch's with default settings.

/// The mean of -log softmax(logits)[class]: `torch.nn.functional.cross_entropy`.
///
/// - Parameters:
///   - logits: (n, classes).
///   - classes: One a sample, from 0.
///   - labelSmoothing: How much of each target is spread evenly over all classes, 0 to 1.
public func crossEntropy(_ logits: Variable, _ classes: [Int], labelSmoothing: Float = 0) -> Variable {
  CrossEntropy(classes: indices(classes), labelSmoothing: labelSmoothing).mean(logits, over: classes.count)
}

/// The same with a probability of each class as the target, in the shape of the logits.
public func crossEntropy(_ logits: Variable, probabilities: Tensor, labelSmoothing: Float = 0) -> Variable {
  CrossEntropyWithProbabilities(probabilities: probabilities, labelSmoothing: labelSmoothing)
    .mean(logits, over: logits.data.rowsAndColumns(in: "cross_entropy").rows)
}

/// The mean of -logProbabilities[class]: `torch.nn.functional.nll_loss`.
public func negativeLogLikelihood(_ logProbabilities: Variable, _ classes: [Int]) -> Variable {
  NegativeLogLikelihood(classes: indices(classes)).mean(logProbabilities, over: classes.count)
}

/// The mean of (output - target)^2 over all values: `torch.nn.functional.mse_loss`.
public func meanSquaredError(_ output: Variable, _ targets: Tensor) -> Variable {
  mean(of: .squared, output, targets)
}

/// The mean of |output - target| over all values: `torch.nn.functional.l1_loss`.
public func meanAbsoluteError(_ output: Variable, _ targets: Tensor) -> Variable {
  mean(of: .absolute, output, targets)
}

/// The mean of d^2 / 2 where |d| is below delta, of delta (|d| - delta / 2) elsewhere: `torch.nn.functional.huber_loss`.
public func huberLoss(_ output: Variable, _ targets: Tensor, delta: Float = 1) -> Variable {
  mean(of: .huber(delta: delta), output, targets)
}

/// The mean binary cross-entropy of logits with targets from 0 to 1, over all values:
/// `torch.nn.functional.binary_cross_entropy_with_logits`.
public func binaryCrossEntropy(logits: Variable, _ targets: Tensor) -> Variable {
  mean(of: .binaryCrossEntropy, logits, targets)
}

private func mean(of kind: ErrorOfValues.Kind, _ output: Variable, _ targets: Tensor) -> Variable {
  ErrorOfValues(kind: kind, values: targets).mean(output, over: output.shape.sizes.first ?? 1)
}
