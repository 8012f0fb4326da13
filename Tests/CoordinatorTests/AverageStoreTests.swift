import Reduction
import Testing

@testable import Coordinator

@Suite struct AverageStoreTests {
  @Test("the last averages are kept, and what falls out is given back")
  func window() {
    var store = AverageStore(window: 2)
    let vectors = (0..<4).map { _ in FlatBuffer(count: 1) }
    #expect(store.keep(vectors[0], ofStep: 1).isEmpty)
    #expect(store.keep(vectors[1], ofStep: 2).isEmpty)
    let fallen = store.keep(vectors[2], ofStep: 3)
    #expect(fallen.count == 1 && fallen[0] === vectors[0])
    #expect(store.average(ofStep: 1) == nil)
    #expect(store.average(ofStep: 2) === vectors[1])
    #expect(store.average(ofStep: 3) === vectors[2])
  }
}
