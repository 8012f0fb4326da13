import Autograd
import Testing

@testable import Datasets

@Suite struct BatchesTests {
  static let data = Dataset(
    inputs: (0..<20).map(Float.init), sampleShape: [1, 2], classes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])

  @Test("an epoch's batches hold every sample once, in the order of the seed and the epoch")
  func epoch() {
    let batches = Array(Self.data.batches(of: 4, epoch: 2, seed: 5))
    #expect(batches.map(\.count) == [4, 4, 2])
    let order = SampleOrder(seed: 5, epoch: 2, count: 10)
    #expect(batches.flatMap(\.ids) == (0..<10).map(order.id(at:)))
    for batch in batches {
      #expect(batch.inputs.shape == Shape([batch.count, 1, 2]))
      #expect(batch.inputs.data.scalars == batch.ids.flatMap { [Float(2 * $0), Float(2 * $0 + 1)] })
      #expect(batch.classes == batch.ids)
      #expect(batch.values == nil)
    }
  }

  @Test("without an epoch they come as they are stored")
  func stored() {
    #expect(Self.data.batches(of: 3).flatMap(\.ids) == Array(0..<10))
  }

  @Test("values have their own shape")
  func values() throws {
    let data = Dataset(inputs: [1, 2, 3], sampleShape: [], values: [1, 2, 3, 4, 5, 6], targetShape: [2])
    let batch = data.batch([2, 0])
    let values = try #require(batch.values)
    #expect(values.shape == Shape([2, 2]))
    #expect(values.data.scalars == [5, 6, 1, 2])
    #expect(batch.inputs.shape == Shape([2]))
    #expect(batch.classes.isEmpty)
  }

  @Test("after the first batch no memory is allocated")
  func pooled() {
    let pool = Pool()
    for epoch in 0..<3 {
      for batch in Self.data.batches(of: 5, epoch: epoch, seed: 1, in: pool) { #expect(batch.count == 5) }
    }
    #expect(pool.misses <= 2)
    #expect(pool.hits >= 4)
  }
}
