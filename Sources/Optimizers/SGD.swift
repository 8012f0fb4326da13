import NeuralNetworks

/// Gradient descent, with or without momentum: torch.optim.SGD.
public final class SGD: Optimizer {
  public init(
    _ module: any Module, learningRate: Double = 1e-3, momentum: Double = 0, dampening: Double = 0,
    weightDecay: Double = 0, nesterov: Bool = false, clipNorm: Double? = nil
  ) {
    var description = OptimizerDescription(.sgd)
    description.learningRate = learningRate
    description.momentum = momentum
    description.dampening = dampening
    description.weightDecay = weightDecay
    description.nesterov = nesterov
    description.clipNorm = clipNorm
    super.init(module, description)
  }
}
