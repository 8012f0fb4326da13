/// Sine and cosine of an angle in whole turns, by polynomials of our own, so that every host gives the same bits.
///
/// Taylor's series around the nearest quarter turn: at most π/4 away, where eight terms leave an error below 1e-15.
struct Turns {
  let cosine: Double
  let sine: Double

  init(_ turns: Double) {
    let quarters = (turns * 4).rounded()
    let x = (turns - quarters / 4) * (2 * Double.pi)
    let (cosine, sine) = (Self.cosine(x), Self.sine(x))
    switch Int(quarters) & 3 {
    case 0: (self.cosine, self.sine) = (cosine, sine)
    case 1: (self.cosine, self.sine) = (-sine, cosine)
    case 2: (self.cosine, self.sine) = (-cosine, -sine)
    default: (self.cosine, self.sine) = (sine, -cosine)
    }
  }

  /// 1 - x²/2! + x⁴/4! - …, by Horner's scheme.
  private static func cosine(_ x: Double) -> Double {
    var sum = 1.0
    for term in stride(from: 14.0, through: 2, by: -2) { sum = 1 - sum * x * x / (term * (term - 1)) }
    return sum
  }

  /// x - x³/3! + x⁵/5! - …
  private static func sine(_ x: Double) -> Double {
    var sum = 1.0
    for term in stride(from: 15.0, through: 3, by: -2) { sum = 1 - sum * x * x / (term * (term - 1)) }
    return x * sum
  }
}
