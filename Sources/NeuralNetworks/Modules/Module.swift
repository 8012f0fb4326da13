import Autograd

/// A part of a network: lists its parameters and its parts, and computes its output.
///
/// A network of your own names what it is made of, explicitly and in a fixed order:
///
///     final class Residual: Module {
///       let inner = Linear(64, 64)
///       var children: [(name: String, module: any Module)] { [("inner", inner)] }
///       func forward(_ input: Variable, _ pass: Pass) -> Variable { input + inner(input, pass).relu() }
///     }
public protocol Module: AnyObject {
  /// Parameters of this module itself, not of its parts.
  var ownParameters: [Parameter] { get }
  /// The parts, with the names under which PyTorch would list them.
  var children: [(name: String, module: any Module)] { get }

  /// The output, recorded for `backward()`.
  ///
  /// - Parameters:
  ///   - input: Samples along the first axis.
  ///   - pass: Hand it on to the parts: some do other things in training.
  func forward(_ input: Variable, _ pass: Pass) -> Variable
}

extension Module {
  public var ownParameters: [Parameter] { [] }
  public var children: [(name: String, module: any Module)] { [] }

  public func callAsFunction(_ input: Variable, _ pass: Pass = .evaluation) -> Variable {
    forward(input, pass)
  }

  /// All parameters, its own first, then those of its parts in order: the order of the flat vector.
  public var parameters: [Parameter] {
    ownParameters + children.flatMap { $0.module.parameters }
  }

  /// All parameters with the names of PyTorch's `state_dict`: "1.weight".
  public var namedParameters: [(name: String, parameter: Parameter)] {
    ownParameters.map { ($0.name, $0) }
      + children.flatMap { child in
        child.module.namedParameters.map { ("\(child.name).\($0.name)", $0.parameter) }
      }
  }

  /// Gives every parameter its first value, a function of the seed and of its place. Call it on the outermost module.
  public func initialize(seed: UInt64) {
    _ = numberLayers()
    for (number, parameter) in parameters.enumerated() {
      parameter.initialize(seed: seed, number: number)
    }
  }

  /// Numbers this module and its parts depth first, so that each draws random numbers of its own. Gives the next number.
  @discardableResult
  package func numberLayers(from first: UInt32 = 0) -> UInt32 {
    (self as? any RandomModule)?.layer = first
    return children.reduce(first + 1) { next, child in child.module.numberLayers(from: next) }
  }
}

/// A module that draws random numbers, and is known by its place in the network.
protocol RandomModule: Module {
  var layer: UInt32 { get set }
}
