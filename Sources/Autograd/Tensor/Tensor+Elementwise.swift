import Kernels

/// Functions of each element. They record nothing; `Variable` has the same names, which do.
extension Tensor {
  public func exp() -> Tensor { through(Kernels.table.pointee.exp) }
  /// The natural logarithm.
  public func log() -> Tensor { through(Kernels.table.pointee.log) }
  public func sqrt() -> Tensor { through(Kernels.table.pointee.sqrt) }
  public func abs() -> Tensor { through(Kernels.table.pointee.abs) }
  public func tanh() -> Tensor { through(Kernels.table.pointee.tanh) }
  /// 1 / (1 + exp(-x)).
  public func sigmoid() -> Tensor { through(Kernels.table.pointee.sigmoid) }
  /// 0 below 0, x above.
  public func relu() -> Tensor { through(Kernels.table.pointee.relu) }

  /// x to a power. A negative x gives NaN unless the exponent is whole.
  public func power(_ exponent: Float) -> Tensor { through(Kernels.table.pointee.power, exponent) }

  /// Each x to the power beside it, of the same shape: exp(y log|x|), with the sign and the special cases of `pow`.
  func power(_ exponents: Tensor) -> Tensor {
    let magnitudes = (exponents * abs().log()).exp()
    let result = Tensor(uninitialized: shape, like: magnitudes)
    for index in 0..<count {
      let (x, y) = (pointer[index], exponents.pointer[index])
      result.pointer[index] = Tensor.powerOf(x, y, magnitude: magnitudes.pointer[index])
    }
    return result
  }

  private static func powerOf(_ x: Float, _ y: Float, magnitude: Float) -> Float {
    if y == 0 || x == 1 { return 1 }
    guard x < 0 else { return magnitude }
    guard y == y.rounded(.towardZero) else { return .nan }
    return y.remainder(dividingBy: 2) == 0 ? magnitude : -magnitude
  }
}
