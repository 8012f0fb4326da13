import CKernels
import Kernels

/// v = alpha * v + (1 - alpha) * g^2; w -= learning rate * g / (sqrt(v) + epsilon), through a momentum buffer when there
/// is momentum, and with the squared mean gradient taken from v when centered. torch.optim.RMSprop.
struct RMSPropRule: UpdateRule {
  let description: OptimizerDescription

  init(_ description: OptimizerDescription) {
    self.description = description
  }

  var stateNames: [String?] {
    [
      "square_avg", description.momentum != 0 ? "momentum_buffer" : nil, description.centered ? "grad_avg" : nil,
    ]
  }

  func figures(ofStep step: Int, learningRate: Double) -> mgd_update {
    var figures = description.figures(learningRate: learningRate)
    figures.beta2 = Float(description.alpha)
    figures.one_minus_beta2 = Float(1 - description.alpha)
    figures.centered = description.centered ? 1 : 0
    return figures
  }

  func update(
    _ weights: UnsafeMutablePointer<Float>, _ state: StatePointers, _ gradient: UnsafePointer<Float>,
    _ figures: inout mgd_update, count: Int
  ) {
    Kernels.table.pointee.rmsprop(weights, state, gradient, &figures, count)
  }
}
