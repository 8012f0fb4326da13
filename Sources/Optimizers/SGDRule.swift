import CKernels
import Kernels

/// w -= learning rate * b, where b = momentum * b + (1 - dampening) * g (and b = g in the first step), or with Nesterov
/// w -= learning rate * (g + momentum * b). torch.optim.SGD.
struct SGDRule: UpdateRule {
  let description: OptimizerDescription

  init(_ description: OptimizerDescription) {
    self.description = description
  }

  private var hasMomentum: Bool { description.momentum != 0 }

  var stateNames: [String?] { hasMomentum ? ["momentum_buffer"] : [] }

  func figures(ofStep step: Int, learningRate: Double) -> mgd_update {
    var figures = description.figures(learningRate: learningRate)
    figures.intake = step == 1 ? 1 : Float(1 - description.dampening)
    figures.nesterov = description.nesterov ? 1 : 0
    return figures
  }

  func update(
    _ weights: UnsafeMutablePointer<Float>, _ state: StatePointers, _ gradient: UnsafePointer<Float>,
    _ figures: inout mgd_update, count: Int
  ) {
    if hasMomentum, let buffer = state[0] {
      Kernels.table.pointee.sgd_momentum(weights, buffer, gradient, &figures, count)
    } else {
      Kernels.table.pointee.sgd(weights, gradient, &figures, count)
    }
  }
}
