import NeuralNetworks

/// Adam with a decay of the weights themselves instead of their gradient: torch.optim.AdamW.
public final class AdamW: Optimizer {
  public init(
    _ module: any Module, learningRate: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999),
    epsilon: Double = 1e-8, weightDecay: Double = 1e-2, amsgrad: Bool = false, clipNorm: Double? = nil
  ) {
    var description = OptimizerDescription(.adamw)
    description.learningRate = learningRate
    (description.beta1, description.beta2) = betas
    description.epsilon = epsilon
    description.weightDecay = weightDecay
    description.amsgrad = amsgrad
    description.clipNorm = clipNorm
    super.init(module, description)
  }
}
