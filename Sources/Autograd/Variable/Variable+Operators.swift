/// Binds tighter than multiplication, and from the right: `2 * a ** b ** c`.
precedencegroup ExponentiationPrecedence {
  associativity: right
  higherThan: MultiplicationPrecedence
}

infix operator ** : ExponentiationPrecedence

/// Arithmetic, recorded. Shapes broadcast as in NumPy and PyTorch: aligned at the last axis, a size of 1 stretches.
extension Variable {
  public static func + (left: Variable, right: Variable) -> Variable { Add()(left, right) }
  public static func - (left: Variable, right: Variable) -> Variable { Subtract()(left, right) }
  public static func * (left: Variable, right: Variable) -> Variable { Multiply()(left, right) }
  public static func / (left: Variable, right: Variable) -> Variable { Divide()(left, right) }
  /// Each element to the power of the element beside it.
  public static func ** (left: Variable, right: Variable) -> Variable { PowerOfVariables()(left, right) }
  public static prefix func - (variable: Variable) -> Variable { Negate()(variable) }

  public static func += (left: inout Variable, right: Variable) { left = left + right }
  public static func -= (left: inout Variable, right: Variable) { left = left - right }
  public static func *= (left: inout Variable, right: Variable) { left = left * right }
  public static func /= (left: inout Variable, right: Variable) { left = left / right }
}

/// With plain numbers, which are constants.
extension Variable {
  public static func + (left: Variable, right: Float) -> Variable { left + constant(right) }
  public static func - (left: Variable, right: Float) -> Variable { left - constant(right) }
  public static func * (left: Variable, right: Float) -> Variable { left * constant(right) }
  public static func / (left: Variable, right: Float) -> Variable { left / constant(right) }
  /// Each element to a power. A negative one gives NaN unless the power is whole.
  public static func ** (left: Variable, right: Float) -> Variable { Power(exponent: right)(left) }

  public static func + (left: Float, right: Variable) -> Variable { constant(left) + right }
  public static func - (left: Float, right: Variable) -> Variable { constant(left) - right }
  public static func * (left: Float, right: Variable) -> Variable { constant(left) * right }
  public static func / (left: Float, right: Variable) -> Variable { constant(left) / right }

  private static func constant(_ value: Float) -> Variable { Variable(value, requiresGrad: false) }
}
