import CKernels
import Kernels

/// w -= rate * g / (sqrt(sum of g^2) + epsilon), where rate = learning rate / (1 + (t - 1) * decay).
/// J. Duchi and others, JMLR 12, 2011; torch.optim.Adagrad.
struct AdaGradRule: UpdateRule {
  let description: OptimizerDescription

  init(_ description: OptimizerDescription) {
    self.description = description
  }

  var stateNames: [String?] { ["sum"] }
  var initialState: Float { Float(description.initialAccumulatorValue) }

  func figures(ofStep step: Int, learningRate: Double) -> mgd_update {
    var figures = description.figures(learningRate: learningRate)
    figures.step_size = Float(learningRate / (1 + Double(step - 1) * description.learningRateDecay))
    return figures
  }

  func update(
    _ weights: UnsafeMutablePointer<Float>, _ state: StatePointers, _ gradient: UnsafePointer<Float>,
    _ figures: inout mgd_update, count: Int
  ) {
    Kernels.table.pointee.adagrad(weights, state[0], gradient, &figures, count)
  }
}
