import Autograd

/// Makes one row of everything behind the first axis: (n, a, b, ...) to (n, a b ...).
public final class Flatten: Module {
  public init() {}

  public func forward(_ input: Variable, _ pass: Pass) -> Variable {
    precondition(input.shape.rank > 0, "Flatten: input \(input.shape): samples must lie along a first axis")
    let rows = input.shape[0]
    return input.reshaped(to: [rows, input.shape.count / max(rows, 1)])
  }
}
