/// Functions of each element, recorded.
extension Variable {
  public func exp() -> Variable { Exponential()(self) }
  /// The natural logarithm.
  public func log() -> Variable { Logarithm()(self) }
  public func sqrt() -> Variable { SquareRoot()(self) }
  /// The absolute value; its derivative at 0 is 0.
  public func abs() -> Variable { AbsoluteValue()(self) }
  public func power(_ exponent: Float) -> Variable { self ** exponent }
  public func power(_ exponent: Variable) -> Variable { self ** exponent }
}

/// Activations, recorded.
extension Variable {
  /// max(0, x).
  public func relu() -> Variable { ReLU()(self) }

  /// x above 0, slope * x below.
  public func leakyReLU(slope: Float = 0.01) -> Variable { LeakyReLU(slope: slope)(self) }

  /// 1 / (1 + exp(-x)).
  public func sigmoid() -> Variable { Sigmoid()(self) }

  public func tanh() -> Variable { HyperbolicTangent()(self) }

  /// x (1 + erf(x / sqrt 2)) / 2, exactly.
  public func gelu() -> Variable { GELU()(self) }

  /// exp(x), divided by its sum along the axis: probabilities.
  public func softmax(over axis: Int = -1) -> Variable {
    withLast(axis, in: "softmax") { Softmax()($0) }
  }

  /// The logarithm of ``softmax(over:)``, without its overflows.
  public func logSoftmax(over axis: Int = -1) -> Variable {
    withLast(axis, in: "log-softmax") { LogSoftmax()($0) }
  }

  /// Brings the axis to the end for a function along rows, and back.
  private func withLast(_ axis: Int, in operation: String, _ function: (Variable) -> Variable) -> Variable {
    let axis = agreed(try shape.axis(axis, in: operation))
    if axis == shape.rank - 1 { return function(self) }
    var order = Array(0..<shape.rank)
    order.swapAt(axis, shape.rank - 1)
    return function(transposed(order)).transposed(order)
  }
}

/// The larger of each two elements, recorded. The gradient goes to it, half to each where they are equal.
public func maximum(_ left: Variable, _ right: Variable) -> Variable { Maximum()(left, right) }

/// The smaller of each two elements, recorded. The gradient goes to it, half to each where they are equal.
public func minimum(_ left: Variable, _ right: Variable) -> Variable { Minimum()(left, right) }
