import CKernels
import Kernels

/// m = beta1 * m + (1 - beta1) * g; v = beta2 * v + (1 - beta2) * g^2;
/// w -= learning rate * m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon).
/// D. Kingma and J. Ba, ICLR 2015; with decoupled decay I. Loshchilov and F. Hutter, ICLR 2019; torch.optim.Adam, AdamW.
struct AdamRule: UpdateRule {
  let description: OptimizerDescription
  // Running products: a library's power function differs between hosts.
  private var power1 = 1.0
  private var power2 = 1.0

  init(_ description: OptimizerDescription) {
    self.description = description
  }

  var stateNames: [String?] {
    ["exp_avg", "exp_avg_sq"] + (description.amsgrad ? ["max_exp_avg_sq"] : [])
  }

  mutating func figures(ofStep step: Int, learningRate: Double) -> mgd_update {
    power1 *= description.beta1
    power2 *= description.beta2
    var figures = description.figures(learningRate: learningRate)
    figures.beta1 = Float(description.beta1)
    figures.beta2 = Float(description.beta2)
    figures.one_minus_beta1 = Float(1 - description.beta1)
    figures.one_minus_beta2 = Float(1 - description.beta2)
    figures.step_size = Float(learningRate / (1 - power1))
    figures.second_moment_correction = Float(1 / (1 - power2).squareRoot())
    figures.amsgrad = description.amsgrad ? 1 : 0
    figures.decoupled = description.kind == .adamw ? 1 : 0
    figures.weight_keep = Float(1 - learningRate * description.weightDecay)
    return figures
  }

  func update(
    _ weights: UnsafeMutablePointer<Float>, _ state: StatePointers, _ gradient: UnsafePointer<Float>,
    _ figures: inout mgd_update, count: Int
  ) {
    Kernels.table.pointee.adam(weights, state, gradient, &figures, count)
  }
}
