/// What random numbers are for. Each purpose draws from functions of its own, so that adding a use never shifts another.
/// The numbers are part of the promise of equal bits: they are only appended to.
public enum Purpose: UInt32, Sendable, CaseIterable {
  case initialWeights = 1
  case dropout = 2
  case augmentation = 3
  case sampleOrder = 4
  case generatedData = 5
  case fingerprint = 6
}

/// Random numbers by index: the same (seed, purpose, step, shard, layer, index) gives the same number on every host, in
/// every order of asking.
///
/// The key is the first two words of `Philox(seed)(purpose, layer, step low, step high)`; number `index` is word
/// `index % 4` of the block at counter `(index / 4 low, index / 4 high, shard, 0)`.
public struct RandomSource: Sendable, Equatable {
  let philox: Philox
  let shard: UInt32

  public init(seed: UInt64, purpose: Purpose, step: UInt64 = 0, shard: UInt32 = 0, layer: UInt32 = 0) {
    let words = Philox(seed: seed)(
      SIMD4(
        purpose.rawValue, layer, UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: step >> 32)))
    philox = Philox(key: SIMD2(words.x, words.y))
    self.shard = shard
  }

  /// The numbers 4 `block` to 4 `block` + 3.
  public func bits(ofBlock block: UInt64) -> SIMD4<UInt32> {
    philox(SIMD4(UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32), shard, 0))
  }

  /// 32 random bits.
  public func bits(at index: UInt64) -> UInt32 {
    bits(ofBlock: index / 4)[Int(index % 4)]
  }

  /// A number in [0, 1), one of 2^24 equally spaced and equally likely ones.
  public func uniform(at index: UInt64) -> Float {
    Self.unit(bits(at: index))
  }

  /// A whole number below `bound` at position `index`, which reads the bits at 2 `index` and 2 `index` + 1. Its bias is
  /// below `bound` / 2^64.
  public func integer(below bound: UInt64, at index: UInt64) -> UInt64 {
    precondition(bound > 0, "RandomSource.integer: bound 0, must be positive")
    let words = bits(ofBlock: index / 2)
    let pair = index % 2 == 0 ? (words.x, words.y) : (words.z, words.w)
    return bound.multipliedFullWidth(by: UInt64(pair.1) << 32 | UInt64(pair.0)).high
  }

  static func unit(_ bits: UInt32) -> Float { Float(bits >> 8) * 0x1p-24 }
}
