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
    var words = counter
    var key = key
    for _ in 0..<10 {
      words = Self.round(words, key)
      key &+= Self.keyStep
    }
    return words
  }

  /// The golden ratio and the square root of 3, less 1: the bump of the key after each round.
  private static var keyStep: SIMD2<UInt32> { SIMD2(0x9E37_79B9, 0xBB67_AE85) }

  @inline(__always)
  private static func round(_ words: SIMD4<UInt32>, _ key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    let first = UInt64(0xD251_1F53) &* UInt64(words.x)
    let second = UInt64(0xCD9E_8D57) &* UInt64(words.z)
    return SIMD4(
      UInt32(truncatingIfNeeded: second >> 32) ^ words.y ^ key.x, UInt32(truncatingIfNeeded: second),
      UInt32(truncatingIfNeeded: first >> 32) ^ words.w ^ key.y, UInt32(truncatingIfNeeded: first))
  }
}
