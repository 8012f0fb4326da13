import NeuralNetworks

/// Running means of gradients and of their squares, both corrected for their start at 0: torch.optim.Adam.
public final class Adam: Optimizer {
  public init(
    _ module: any Module, learningRate: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999),
    epsilon: Double = 1e-8, weightDecay: Double = 0, amsgrad: Bool = false, clipNorm: Double? = nil
  ) {
    var description = OptimizerDescription(.adam)
    description.learningRate = learningRate
    (description.beta1, description.beta2) = betas
    description.epsilon = epsilon
    description.weightDecay = weightDecay
    description.amsgrad = amsgrad
    description.clipNorm = clipNorm
    super.init(module, description)
  }
}
