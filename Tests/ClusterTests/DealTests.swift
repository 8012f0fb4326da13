import Cluster
import TestKit
import Testing
import Wire

/// Deals by measured speed, two members with two of four shards each.
struct DealTests {
  private var driver = CoordinatorDriver()

  init() { driver.start(workers: 2) }

  /// Both members send their node, the second one after so long.
  private mutating func step(_ step: UInt64, secondTakes time: Duration) -> [Deal] {
    deliver(0, by: 1, step)
    _ = driver.pass(time, alive: [1, 2])
    deliver(1, by: 2, step)
    return driver.give(.reduced(step: Int(step), attempt: 0, finite: true, Figures())).deals
  }

  private mutating func deliver(_ index: UInt32, by worker: Int, _ step: UInt64) {
    driver.now += .milliseconds(10)
    let header = driver.node(1, index, step: step, worker: worker)
    let peer = CoordinatorDriver.peer(worker, .bulk)
    #expect(driver.machine.admit(header, from: peer, at: driver.now) == .accept)
    driver.give(.nodeStaged(from: peer, header, digest: nil))
  }

  @Test("Who takes long for its first step is dealt less at once when that halves the time")
  mutating func slowFromTheBeginning() {
    #expect(step(1, secondTakes: .seconds(4)).map(\.shards) == [[0..<4], []])
  }

  @Test("Short steps wait for more of them, so that one hiccup does not deal anew")
  mutating func hiccup() {
    #expect(step(1, secondTakes: .milliseconds(500)).isEmpty)
  }
}
