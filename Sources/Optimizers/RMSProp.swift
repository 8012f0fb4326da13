import NeuralNetworks

/// Divides by the root of a running mean of squared gradients: torch.optim.RMSprop.
public final class RMSProp: Optimizer {
  public init(
    _ module: any Module, learningRate: Double = 1e-2, alpha: Double = 0.99, epsilon: Double = 1e-8,
    weightDecay: Double = 0, momentum: Double = 0, centered: Bool = false, clipNorm: Double? = nil
  ) {
    var description = OptimizerDescription(.rmsprop)
    description.learningRate = learningRate
    description.alpha = alpha
    description.epsilon = epsilon
    description.weightDecay = weightDecay
    description.momentum = momentum
    description.centered = centered
    description.clipNorm = clipNorm
    super.init(module, description)
  }
}
