import Randomness

/// The order of one epoch's samples: a permutation computed from (seed, epoch), without a table.
///
/// The id at any position is found without the positions before it, so that a worker computes only what it was dealt, and a
/// resumed run goes on in the middle of an epoch. A Feistel network over the next power of two gives a bijection whatever
/// its round function; results beyond the count are sent through again until they fall inside (cycle walking: Black and Rogaway,
/// "Ciphers with Arbitrary Finite Domains", 2002). The round keys come from Philox.
public struct SampleOrder: Sendable, Equatable {
  public let count: Int
  private let keys: [UInt64]
  /// Bits of the two halves of a position; they differ by one when the power of two is odd.
  private let lowBits: UInt64
  private let highBits: UInt64

  private static let rounds = 8
  /// Halves of less than four bits mix too slowly: pairs of positions would stay together more often than by chance.
  private static let fewestBits: UInt64 = 8

  /// - Parameters:
  ///   - epoch: From 0.
  ///   - count: The samples of the data set.
  public init(seed: UInt64, epoch: Int, count: Int) {
    precondition(epoch >= 0 && count >= 0, "SampleOrder: epoch \(epoch), \(count) samples")
    self.count = count
    let random = RandomSource(seed: seed, purpose: .sampleOrder, step: UInt64(epoch))
    keys = (0..<UInt64(Self.rounds)).map { (round: UInt64) -> UInt64 in
      let (high, low) = (random.bits(at: 2 * round), random.bits(at: 2 * round + 1))
      return UInt64(high) << 32 | UInt64(low)
    }
    let bits = max(UInt64(Int.bitWidth - max(count - 1, 0).leadingZeroBitCount), Self.fewestBits)
    lowBits = bits / 2
    highBits = bits - lowBits
  }

  /// The sample at a position of the epoch.
  public func id(at position: Int) -> Int {
    precondition(position >= 0 && position < count, "SampleOrder: position \(position) of \(count)")
    var value = UInt64(position)
    repeat { value = encrypt(value) } while value >= UInt64(count)
    return Int(value)
  }

  /// The samples at a range of positions, into an array that is used again.
  public func fill(_ ids: inout [Int], positions: Range<Int>) {
    ids.removeAll(keepingCapacity: true)
    for position in positions { ids.append(id(at: position)) }
  }

  /// Eight rounds over two halves; each round changes one of them by a function of the other, so that it can be undone.
  private func encrypt(_ value: UInt64) -> UInt64 {
    let lowMask: UInt64 = (1 << lowBits) - 1
    let highMask: UInt64 = (1 << highBits) - 1
    var (low, high) = (value & lowMask, value >> lowBits)
    for round in stride(from: 0, to: Self.rounds, by: 2) {
      low ^= Self.mix(high, keys[round]) & lowMask
      high ^= Self.mix(low, keys[round + 1]) & highMask
    }
    return high << lowBits | low
  }

  /// A keyed hash (the finaliser of MurmurHash3): every bit of the input moves every bit of the result.
  @inline(__always)
  private static func mix(_ value: UInt64, _ key: UInt64) -> UInt64 {
    var x = value ^ key
    x = (x ^ (x >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    x = (x ^ (x >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    return x ^ (x >> 33)
  }
}
