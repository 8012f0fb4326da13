/// How stored numbers become inputs: (x - mean) · factor.
package struct Scaling: Codable, Sendable, Equatable {
  package var mean: Double
  package var factor: Double

  package static let identity = Scaling(mean: 0, factor: 1)
  /// Bytes to 0...1.
  package static let unitBytes = Scaling(mean: 0, factor: 1 / 255)

  package init(mean: Double, factor: Double) {
    self.mean = mean
    self.factor = factor
  }

  /// The scaling that a description asks for, given the inputs of its training set.
  package init(_ scale: DataScale, of inputs: Elements) {
    switch scale {
    case .none: self = .identity
    case .unit: if case .bytes = inputs { self = .unitBytes } else { self = .identity }
    case .standard: self = Self.standard(inputs)
    }
  }

  /// Mean 0 and standard deviation 1 over all numbers; constant inputs are only shifted.
  private static func standard(_ inputs: Elements) -> Scaling {
    let (mean, variance) =
      if case .bytes(let bytes) = inputs { exactMoments(bytes) } else { moments(inputs) }
    return Scaling(mean: mean, factor: variance > 0 ? 1 / variance.squareRoot() : 1)
  }

  /// In integers, so that the result is rounded once.
  private static func exactMoments(_ bytes: [UInt8]) -> (mean: Double, variance: Double) {
    var counts = [UInt64](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    var (sum, squares) = (UInt64(0), UInt64(0))
    for (value, count) in counts.enumerated() {
      sum += count * UInt64(value)
      squares += count * UInt64(value * value)
    }
    let count = UInt128(bytes.count)
    let spread = count * UInt128(squares) - UInt128(sum) * UInt128(sum)
    let total = Double(bytes.count)
    return (Double(sum) / total, Double(spread) / total / total)
  }

  /// In Double, in the stored order, around the mean, so that large values with a small spread keep their digits.
  private static func moments(_ inputs: Elements) -> (mean: Double, variance: Double) {
    let count = Double(inputs.count)
    var sum = 0.0
    inputs.forEach { sum += $0 }
    let mean = sum / count
    var squares = 0.0
    inputs.forEach { squares += ($0 - mean) * ($0 - mean) }
    return (mean, squares / count)
  }
}
