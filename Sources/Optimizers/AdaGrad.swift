import NeuralNetworks

/// Divides by the root of the sum of all squared gradients so far: torch.optim.Adagrad.
public final class AdaGrad: Optimizer {
  public init(
    _ module: any Module, learningRate: Double = 1e-2, learningRateDecay: Double = 0, weightDecay: Double = 0,
    initialAccumulatorValue: Double = 0, epsilon: Double = 1e-10, clipNorm: Double? = nil
  ) {
    var description = OptimizerDescription(.adagrad)
    description.learningRate = learningRate
    description.learningRateDecay = learningRateDecay
    description.weightDecay = weightDecay
    description.initialAccumulatorValue = initialAccumulatorValue
    description.epsilon = epsilon
    description.clipNorm = clipNorm
    super.init(module, description)
  }
}
