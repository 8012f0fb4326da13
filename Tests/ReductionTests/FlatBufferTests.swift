import Testing

@testable import Reduction

@Suite struct FlatBufferTests {
  @Test("storage is aligned to 64 bytes, also when empty", arguments: [0, 1, 7, 1000])
  func aligned(count: Int) {
    let buffer = FlatBuffer(count: count)
    #expect(UInt(bitPattern: buffer.pointer) % 64 == 0)
    #expect(buffer.bytes.count == 4 * count)
  }

  @Test("accumulate adds in place")
  func accumulate() {
    let buffer = FlatBuffer([1, 2, 3])
    buffer.accumulate(FlatBuffer([10, 20, 30]))
    #expect(buffer.scalars == [11, 22, 33])
  }

  @Test("the pool hands out the last vector given back")
  func lastFirst() {
    let pool = FlatBufferPool(count: 2)
    let (first, second) = (pool.take(), pool.take())
    pool.giveBack(first)
    pool.giveBack(second)
    #expect(pool.take() === second)
    #expect(pool.take() === first)
    #expect(pool.statistics == (hits: 2, misses: 2))
  }
}
