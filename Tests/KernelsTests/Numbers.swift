/// Numbers for tests: spread over a range by a fixed rule, and the awkward ones.
enum Numbers {
  static func spread(_ count: Int, from lower: Float = -3, to upper: Float = 3, seed: UInt32 = 1) -> [Float] {
    var state = seed &* 2_654_435_761 | 1
    return (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return lower + (upper - lower) * Float(state >> 8) * 0x1p-24
    }
  }

  static let awkward: [Float] = [
    0, -0.0, 1, -1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
    .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 88.7, 88.8, -87.4, -103.9, -104.1, 0.625, 0.925, 4, 1e-30,
  ]

  /// Ordinary numbers with the awkward ones among them.
  static func mixed(_ count: Int, seed: UInt32 = 1) -> [Float] {
    var numbers = spread(count, from: -20, to: 20, seed: seed)
    for index in stride(from: 0, to: count, by: 3) {
      numbers[index] = awkward[(index / 3 + Int(seed)) % awkward.count]
    }
    return numbers
  }
}

/// How many Floats lie between two numbers; 0 when both are NaN.
func ulps(_ value: Float, _ exact: Double) -> Double {
  if value.isNaN || exact.isNaN { return value.isNaN && exact.isNaN ? 0 : .infinity }
  let rounded = Float(exact)
  if !rounded.isFinite || !value.isFinite { return rounded == value ? 0 : .infinity }
  return abs(Double(value) - exact) / Double(max(rounded.magnitude.ulp, .leastNonzeroMagnitude))
}

/// The bit patterns, with all NaN the same: which one of two NaN an addition hands on is the processor's choice.
func bits(_ numbers: [Float]) -> [UInt32] {
  numbers.map { $0.isNaN ? 0x7fc0_0000 : $0.bitPattern }
}

extension Numbers {
  static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) } }
}
