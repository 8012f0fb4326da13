import Cluster
import Testing

struct FrameCountersTests {
  @Test("Frames are counted by reason and address, and reported once")
  func report() {
    var counters = FrameCounters()
    for _ in 0..<3 { counters.count(.foreignRun, from: "10.0.0.7") }
    counters.count(.malformed("magic"), from: "10.0.0.8")
    let lines = counters.report()
    #expect(lines.map(\.count) == [3, 1])
    #expect(lines.map(\.address) == ["10.0.0.7", "10.0.0.8"])
    #expect(counters.isEmpty)
    counters.count(.foreignRun, from: "10.0.0.7")
    #expect(counters.report().map(\.total) == [4])
  }

  @Test("Ten thousand addresses share one line beyond the limit")
  func bounded() {
    var counters = FrameCounters()
    for address in 0..<10_000 { counters.count(.foreignRun, from: "host\(address)") }
    let lines = counters.report()
    #expect(lines.count == FrameCounters.lineLimit + 1)
    #expect(lines.map(\.count).reduce(0, +) == 10_000)
    #expect(lines.last?.address == "other addresses")
  }
}
