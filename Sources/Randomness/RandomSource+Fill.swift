extension RandomSource {
  /// Fills with bits, number i at element i.
  public func fillBits(_ buffer: UnsafeMutableBufferPointer<UInt32>) {
    forEachBlock(of: buffer.count) { first, words, count in
      for word in 0..<count { buffer[first + word] = words[word] }
    }
  }

  /// Fills with numbers evenly spread from `lower` to `upper`; rounding may give `upper` itself.
  public func fillUniform(_ buffer: UnsafeMutableBufferPointer<Float>, from lower: Float, to upper: Float) {
    let width = upper - lower
    forEachBlock(of: buffer.count) { first, words, count in
      for word in 0..<count { buffer[first + word] = lower + width * Self.unit(words[word]) }
    }
  }

  /// Fills with normally distributed numbers, by the method of Box and Muller: the numbers 2j and 2j + 1 come from the
  /// bits at 2j and 2j + 1. Computed in Double with logarithm and cosine of our own, so that hosts agree.
  public func fillNormal(
    _ buffer: UnsafeMutableBufferPointer<Float>, mean: Float = 0, standardDeviation: Float = 1
  ) {
    forEachBlock(of: buffer.count) { first, words, count in
      let low = Normal.pair(words.x, words.y)
      let high = Normal.pair(words.z, words.w)
      let normals = SIMD4(low.x, low.y, high.x, high.y)
      for word in 0..<count {
        buffer[first + word] = Float(Double(mean) + Double(standardDeviation) * normals[word])
      }
    }
  }

  /// Gives each block of four numbers: the index of its first, its words, and how many of them are wanted.
  @inline(__always)
  private func forEachBlock(of count: Int, _ body: (Int, SIMD4<UInt32>, Int) -> Void) {
    var first = 0
    while first < count {
      body(first, bits(ofBlock: UInt64(first / 4)), min(4, count - first))
      first += 4
    }
  }
}
