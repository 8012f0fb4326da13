import Autograd
import CKernels

/// A loss of a batch whose kernel gives value, statistics and gradient in one pass, so that nothing is computed twice.
///
/// The targets and the settings are stored properties of the conforming type.
protocol Loss {
  /// The sum over the samples.
  ///
  /// - Parameters:
  ///   - output: What the model gave, samples along the first axis.
  ///   - gradient: Gets the gradient of the sum, of the output's shape; nil when none is needed.
  func sum(of output: Tensor, gradient: Tensor?) -> mgd_loss
}

/// The loss of a batch with what is counted beside it.
public struct LossResult {
  /// The sum over the samples, recorded: what shards differentiate, since sums of shards add up.
  public let sum: Variable
  /// The same before it was rounded to Float.
  public let total: Double
  /// Samples that were answered correctly; 0 for losses that know no right and wrong.
  public let correct: Int
}

extension Loss {
  /// The sum, recorded when the output requires a gradient.
  func evaluate(_ output: Variable) -> LossResult {
    let (figures, gradient) = pass(over: output)
    return LossResult(
      sum: LossValue(figures.sum, gradient).record(output), total: figures.sum, correct: figures.correct)
  }

  /// The sum divided by a number, recorded.
  func mean(_ output: Variable, over count: Int) -> Variable {
    let (figures, gradient) = pass(over: output)
    return LossValue(figures.sum, gradient, dividedBy: count).record(output)
  }

  private func pass(over output: Variable) -> (figures: mgd_loss, gradient: Tensor?) {
    let data = output.data
    let gradient = output.requiresGrad ? Tensor(uninitialized: data.shape, like: data) : nil
    return (sum(of: data, gradient: gradient), gradient)
  }
}

/// A number whose gradient is known already.
private struct LossValue: AccumulatingFunction {
  private let value: Float
  private let factor: Float
  private let gradient: Tensor?

  init(_ sum: Double, _ gradient: Tensor?, dividedBy count: Int = 1) {
    value = Float(sum / Double(count))
    factor = 1 / Float(count)
    self.gradient = gradient
  }

  func record(_ output: Variable) -> Variable { self(output) }

  func forward(_ inputs: [Tensor]) -> (Tensor, Void) {
    (Tensor(uninitialized: [], like: inputs[0], filledWith: value), ())
  }

  func backward(_ upstream: Tensor, _ saved: Void, into inputs: [Accumulator]) {
    guard let gradient else { return }
    let factor = upstream.item * factor
    inputs[0].add(factor == 1 ? gradient : gradient * factor)
  }
}

extension Tensor {
  fileprivate init(uninitialized shape: Shape, like other: Tensor, filledWith value: Float) {
    self.init(uninitialized: shape, like: other)
    fill(with: value)
  }
}
