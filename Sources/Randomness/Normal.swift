/// Two independent normal numbers from 64 random bits, and the functions that takes. No library's logarithm or cosine is
/// used: they differ between hosts.
enum Normal {
  /// Box and Muller: the radius from the first word, the angle from the second.
  static func pair(_ first: UInt32, _ second: UInt32) -> SIMD2<Double> {
    // In (0, 1], so that the logarithm is finite.
    let radius = (-2 * logarithm((Double(first) + 1) * 0x1p-32)).squareRoot()
    let direction = circle(atTurn: Double(second) * 0x1p-32)
    return direction * radius
  }

  /// The natural logarithm of a normal positive number, within 1e-15.
  static func logarithm(_ x: Double) -> Double {
    var exponent = Double(x.exponent)
    var significand = x.significand
    if significand > 1.4142135623730951 {
      significand *= 0.5
      exponent += 1
    }
    // log m = 2 atanh((m - 1) / (m + 1)), an odd series of an argument below 0.172.
    let t = (significand - 1) / (significand + 1)
    let square = t * t
    var series = 0.0
    for power in stride(from: 23, through: 1, by: -2) { series = series * square + 1 / Double(power) }
    return exponent * 0.6931471805599453 + 2 * t * series
  }

  /// (cosine, sine) of a share of the full turn in [0, 1), within 1e-15.
  static func circle(atTurn turn: Double) -> SIMD2<Double> {
    // The nearest quarter turn is exact; what is left is at most an eighth.
    let quarter = (turn * 4).rounded(.toNearestOrAwayFromZero)
    let angle = (turn * 4 - quarter) * 1.5707963267948966
    let (cosine, sine) = (cosineNearZero(angle), sineNearZero(angle))
    switch Int(quarter) % 4 {
    case 0: return SIMD2(cosine, sine)
    case 1: return SIMD2(-sine, cosine)
    case 2: return SIMD2(-cosine, -sine)
    default: return SIMD2(sine, -cosine)
    }
  }

  /// Taylor's series to x^17, enough up to an eighth of a turn.
  private static func sineNearZero(_ x: Double) -> Double {
    let square = x * x
    var series = 1.0
    for n in stride(from: 16, through: 2, by: -2) { series = 1 - square / Double(n * (n + 1)) * series }
    return x * series
  }

  /// Taylor's series to x^18.
  private static func cosineNearZero(_ x: Double) -> Double {
    let square = x * x
    var series = 1.0
    for n in stride(from: 18, through: 2, by: -2) { series = 1 - square / Double((n - 1) * n) * series }
    return series
  }
}
