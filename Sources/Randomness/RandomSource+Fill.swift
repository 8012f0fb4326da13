import CKernels

extension RandomSource {
  /// Fills with bits, number i at element i.
  public func fillBits(_ buffer: UnsafeMutableBufferPointer<UInt32>) {
    let spans = buffer.count / 64
    if spans > 0 {
      mgd_philox_fill(buffer.baseAddress, [philox.key.x, philox.key.y], shard, 0, spans)
    }
    for index in 64 * spans..<buffer.count { buffer[index] = bits(at: UInt64(index)) }
  }

  /// Fills with numbers evenly spread from `lower` to `upper`; rounding may give `upper` itself.
  public func fillUniform(_ buffer: UnsafeMutableBufferPointer<Float>, from lower: Float, to upper: Float) {
    let width = upper - lower
    // The bits take the places of the numbers they become.
    buffer.withMemoryRebound(to: UInt32.self) { fillBits($0) }
    for index in buffer.indices { buffer[index] = lower + width * Self.unit(buffer[index].bitPattern) }
  }

  /// Fills with normally distributed numbers, by the method of Box and Muller: the numbers 2j and 2j + 1 come from the
  /// bits at 2j and 2j + 1. Computed in Double with logarithm and cosine of our own, so that hosts agree.
  public func fillNormal(
    _ buffer: UnsafeMutableBufferPointer<Float>, mean: Float = 0, standardDeviation: Float = 1
  ) {
    let (center, spread) = (Double(mean), Double(standardDeviation))
    for first in stride(from: 0, to: buffer.count, by: 2) {
      let words = (bits(at: UInt64(first)), bits(at: UInt64(first + 1)))
      let pair = Normal.pair(words.0, words.1)
      buffer[first] = Float(center + spread * pair.x)
      if first + 1 < buffer.count { buffer[first + 1] = Float(center + spread * pair.y) }
    }
  }
}
