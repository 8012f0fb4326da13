import Randomness
import Testing

@Suite struct RandomSourceTests {
  private let source = RandomSource(seed: 1, purpose: .initialWeights)

  @Test("keys and counters are laid out as documented")
  func layout() {
    let words = Philox(seed: 7)(SIMD4(Purpose.dropout.rawValue, 3, 0x89ab_cdef, 0x0123_4567))
    let philox = Philox(key: SIMD2(words.x, words.y))
    let source = RandomSource(seed: 7, purpose: .dropout, step: 0x0123_4567_89ab_cdef, shard: 5, layer: 3)
    #expect(source.bits(at: 4 << 32 | 6) == philox(SIMD4(1, 1, 5, 0)).z)
  }

  @Test("fills and single numbers agree, for every length", arguments: [0, 1, 3, 4, 5, 63, 64, 65, 200])
  func fillsAgree(count: Int) {
    var numbers = [Float](repeating: 0, count: count)
    numbers.withUnsafeMutableBufferPointer { source.fillUniform($0, from: 0, to: 1) }
    #expect(numbers == (0..<count).map { source.uniform(at: UInt64($0)) })
    var words = [UInt32](repeating: 0, count: count)
    words.withUnsafeMutableBufferPointer { source.fillBits($0) }
    #expect(words == (0..<count).map { source.bits(at: UInt64($0)) })
  }

  @Test("fills agree with single numbers across shards and keys")
  func fillsOfOtherShards() {
    let source = RandomSource(seed: 99, purpose: .dropout, step: 1 << 40, shard: 7, layer: 3)
    var words = [UInt32](repeating: 0, count: 1000)
    words.withUnsafeMutableBufferPointer { source.fillBits($0) }
    #expect(words == (0..<1000).map { source.bits(at: UInt64($0)) })
  }

  @Test("each of seed, purpose, step, shard and layer gives other numbers")
  func everyPartCounts() {
    let sources = [
      source, RandomSource(seed: 2, purpose: .initialWeights), RandomSource(seed: 1, purpose: .dropout),
      RandomSource(seed: 1, purpose: .initialWeights, step: 1),
      RandomSource(seed: 1, purpose: .initialWeights, shard: 1),
      RandomSource(seed: 1, purpose: .initialWeights, layer: 1),
    ]
    #expect(Set(sources.map { $0.bits(at: 0) }).count == sources.count)
  }

  @Test("uniform numbers have the mean and variance of the uniform distribution")
  func uniformMoments() {
    var numbers = [Float](repeating: 0, count: 100_000)
    numbers.withUnsafeMutableBufferPointer { source.fillUniform($0, from: -1, to: 1) }
    let (mean, variance) = moments(numbers)
    #expect(abs(mean) < 0.01 && abs(variance - 1.0 / 3) < 0.01)
    #expect(numbers.allSatisfy { $0 >= -1 && $0 <= 1 })
  }

  @Test("normal numbers have the asked mean and deviation, and normal tails")
  func normalMoments() {
    var numbers = [Float](repeating: 0, count: 100_000)
    numbers.withUnsafeMutableBufferPointer { source.fillNormal($0, mean: 2, standardDeviation: 0.5) }
    let (mean, variance) = moments(numbers)
    #expect(abs(mean - 2) < 0.01 && abs(variance - 0.25) < 0.005)
    let beyondTwo = Double(numbers.count { abs($0 - 2) > 1 }) / 100_000
    #expect(abs(beyondTwo - 0.0455) < 0.003)
  }

  @Test("whole numbers stay below their bound and reach all of it")
  func wholeNumbers() {
    let drawn = (0..<1000).map { source.integer(below: 7, at: $0) }
    #expect(Set(drawn) == Set(0..<7))
  }

  private func moments(_ numbers: [Float]) -> (mean: Double, variance: Double) {
    let mean = numbers.reduce(0.0) { $0 + Double($1) } / Double(numbers.count)
    let squares = numbers.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (mean, squares / Double(numbers.count))
  }
}
