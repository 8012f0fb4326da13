import Kernels
import NeuralNetworks

/// Changes a module's parameters along their gradients, one step at a time:
///
///     let optimizer = SGD(model, learningRate: 0.1, momentum: 0.9)
///     for batch in batches {
///       optimizer.zeroGradients()
///       crossEntropy(model(batch.inputs, pass), batch.classes).backward()
///       optimizer.step()
///     }
///
/// From the moment an optimizer is made, the parameters and their gradients lie in flat vectors of its own, and a step
/// is one pass over them. One optimizer a module: the last one made is the one whose steps the module sees. What
/// `grad` and `data` of a parameter give are windows on these vectors: copy what must outlast a step.
///
/// Definitions and defaults are PyTorch's, with one difference: a parameter without a gradient has a gradient of zeros
/// instead of being passed over.
public class Optimizer {
  private let parameters: FlatParameters
  private let updater: Updater

  /// Any of the kinds, over all parameters of the module. Stops when the description has problems.
  ///
  /// - Parameter description: Its clip norm limits the 2-norm over all parameters.
  public init(_ module: any Module, _ description: OptimizerDescription) {
    parameters = FlatParameters(module)
    updater = Updater(description, count: parameters.count)
  }

  /// What it was made from.
  public var description: OptimizerDescription { updater.description }

  /// Steps taken so far.
  public var stepCount: Int { updater.stepCount }

  /// May be changed between steps.
  public var learningRate: Double {
    get { updater.learningRate }
    set { updater.learningRate = newValue }
  }

  /// Forgets the gradients, which otherwise accumulate from one `backward()` to the next.
  public func zeroGradients() {
    parameters.zeroGradients()
  }

  /// Changes all parameters once along their gradients.
  public func step() {
    parameters.gather()
    updater.apply(average: parameters.gradients, to: parameters.weights)
  }
}
