/// Philox4x32-10: four random words as a function of a key and a counter, without state in between.
///
/// J. K. Salmon and others, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3.3. The tests hold the known
/// answers of its authors' library, Random123.
public struct Philox: Sendable, Equatable {
  /// Chooses one of 2^64 functions.
  public let key: SIMD2<UInt32>

  public init(key: SIMD2<UInt32>) {
    self.key = key
  }

  /// The seed's low word is the key's first.
  public init(seed: UInt64) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
  }

  /// The four words that belong to a counter.
  public func callAsFunction(_ counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
    var (x, y, z, w) = (counter.x, counter.y, counter.z, counter.w)
    var (first, second) = (key.x, key.y)
    for _ in 0..<10 {
      let left = UInt64(0xD251_1F53) &* UInt64(x)
      let right = UInt64(0xCD9E_8D57) &* UInt64(z)
      (x, y) = (UInt32(truncatingIfNeeded: right >> 32) ^ y ^ first, UInt32(truncatingIfNeeded: right))
      (z, w) = (UInt32(truncatingIfNeeded: left >> 32) ^ w ^ second, UInt32(truncatingIfNeeded: left))
      // The golden ratio, and the square root of 3 less 1.
      first &+= 0x9E37_79B9
      second &+= 0xBB67_AE85
    }
    return SIMD4(x, y, z, w)
  }
}
