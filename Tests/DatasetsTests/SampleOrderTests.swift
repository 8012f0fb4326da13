import Testing

@testable import Datasets

@Suite struct SampleOrderTests {
  @Test("every sample comes exactly once", arguments: Array(1...70) + [255, 256, 257, 1000, 4097, 60_000])
  func permutation(count: Int) {
    let order = SampleOrder(seed: 3, epoch: 1, count: count)
    #expect((0..<count).map(order.id(at:)).sorted() == Array(0..<count))
  }

  @Test("epochs and seeds have orders of their own")
  func differ() {
    func ids(_ seed: UInt64, _ epoch: Int) -> [Int] {
      (0..<100).map(SampleOrder(seed: seed, epoch: epoch, count: 100).id(at:))
    }
    let orders = [ids(1, 0), ids(1, 1), ids(2, 0), ids(1, 2), ids(UInt64.max, 0)]
    #expect(Set(orders).count == orders.count)
    #expect(ids(1, 1) == orders[1])
    #expect(orders.allSatisfy { $0 != Array(0..<100) })
  }

  @Test("a range is the same as its positions one by one")
  func ranges() {
    let order = SampleOrder(seed: 1, epoch: 0, count: 1000)
    var ids = [7, 7, 7]
    order.fill(&ids, positions: 500..<600)
    #expect(ids == (500..<600).map(order.id(at:)))
  }

  @Test("the order never changes: it is part of what a run is")
  func golden() {
    let order = SampleOrder(seed: 1, epoch: 0, count: 60_000)
    #expect((0..<8).map(order.id(at:)) == [49730, 19707, 25153, 50646, 16934, 354, 30045, 18350])
  }

  @Test("over many epochs every sample is at every position about as often", arguments: [2, 5, 16])
  func even(count: Int) {
    let epochs = 1000
    var seen = [[Int]](repeating: [Int](repeating: 0, count: count), count: count)
    for epoch in 0..<epochs {
      let order = SampleOrder(seed: 9, epoch: epoch, count: count)
      for position in 0..<count { seen[position][order.id(at: position)] += 1 }
    }
    // Rows and columns each add up to the epochs, which leaves (count - 1)² degrees of freedom f: mean f, standard
    // deviation √(2f); five of them are no chance.
    let expected = Double(epochs) / Double(count)
    let squares = seen.joined().reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) }
    let chiSquared = squares / expected * Double(count - 1) / Double(count)
    let freedom = Double((count - 1) * (count - 1))
    #expect(chiSquared < freedom + 5 * (2 * freedom).squareRoot() + 5)
  }

  @Test("neighbours are torn apart")
  func neighbours() {
    let order = SampleOrder(seed: 1, epoch: 0, count: 60_000)
    let ids = (0..<60_000).map(order.id(at:))
    let steps = zip(ids, ids.dropFirst()).map { abs($0 - $1) }
    // Two random places of n are n/3 apart on average.
    #expect(abs(Double(steps.reduce(0, +)) / 59_999 - 20_000) < 300)
    #expect(steps.filter { $0 == 1 }.count < 20)
  }
}
