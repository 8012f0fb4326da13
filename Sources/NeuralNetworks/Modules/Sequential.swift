import Autograd

/// Modules one after the other, named "0", "1", ... as in PyTorch.
///
///     let model = Sequential(Flatten(), Linear(784, 128), ReLU(), Linear(128, 10), seed: 1)
///
/// An activation that follows a ``Linear`` is computed inside it, where there is a fused kernel; the numbers are the same.
public final class Sequential: Module {
  public let children: [(name: String, module: any Module)]
  private let stages: [Stage]

  /// - Parameter seed: Of the parameters' first values.
  public convenience init(_ modules: any Module..., seed: UInt64 = 0) {
    self.init(uninitialized: modules)
    initialize(seed: seed)
  }

  /// For parameters that are bound to flat vectors, which have values.
  package init(uninitialized modules: [any Module]) {
    children = modules.enumerated().map { (String($0), $1) }
    stages = Stage.joined(modules)
    numberLayers()
  }

  public func forward(_ input: Variable, _ pass: Pass) -> Variable {
    var output = input
    for stage in stages { output = stage.forward(output, pass) }
    return output
  }

  /// The same, given up as soon as `goesOn` says no: it is asked after each layer.
  ///
  /// - Returns: nil when it was given up.
  package func forward(_ input: Variable, _ pass: Pass, goesOn: () -> Bool) -> Variable? {
    var output = input
    for stage in stages {
      output = stage.forward(output, pass)
      guard goesOn() else { return nil }
    }
    return output
  }
}

/// One module, or a linear one with the activation behind it.
private enum Stage {
  case single(any Module)
  case fused(Linear, Activation)

  static func joined(_ modules: [any Module]) -> [Stage] {
    var stages: [Stage] = []
    for module in modules {
      if let next = module as? any ActivationModule, case .single(let last)? = stages.last, let linear = last as? Linear
      {
        stages[stages.count - 1] = .fused(linear, next.activation)
      } else {
        stages.append(.single(module))
      }
    }
    return stages
  }

  func forward(_ input: Variable, _ pass: Pass) -> Variable {
    switch self {
    case .single(let module): module.forward(input, pass)
    case .fused(let linear, let activation): linear.forward(input, then: activation)
    }
  }
}
