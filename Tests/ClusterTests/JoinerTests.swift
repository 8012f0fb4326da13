import Cluster
import TestKit
import Testing
import Wire

/// A run of one worker at step 1, and a second worker that wants to join.
struct JoinerTests {
  private var driver = CoordinatorDriver(training: .toy(shards: 1))

  /// Worker 2 is ready, and gets its first snapshot.
  private mutating func join() -> [CoordinatorDirective] {
    driver.start(workers: 1)
    let header = driver.node(0, 0, step: 1, worker: 1)
    let peer = CoordinatorDriver.peer(1, .bulk)
    _ = driver.machine.admit(header, from: peer, at: driver.now)
    driver.give(.nodeStaged(from: peer, header))
    driver.give(.reduced(step: 1, attempt: 0, finite: true, Figures()))
    driver.receive(CoordinatorDriver.hello("w2"), from: 2)
    driver.receive(.heartbeat(Heartbeat()), from: 2, over: .bulk)
    return driver.receive(CoordinatorDriver.ready(), from: 2)
  }

  @Test("A snapshot that makes no progress begins again, each time after a longer wait")
  mutating func patience() {
    #expect(join().snapshots == 1)
    #expect(driver.pass(.seconds(3), alive: [1, 2]).snapshots == 1)
    #expect(driver.pass(.milliseconds(5_500), alive: [1, 2]).snapshots == 0)
    #expect(driver.pass(.milliseconds(500), alive: [1, 2]).snapshots == 1)
  }

  @Test("A snapshot that makes progress is not begun again")
  mutating func progress() {
    _ = join()
    for chunks in 1...4 {
      let header = driver.header(.snapshotReceived, worker: 2, step: 1)
      let peer = CoordinatorDriver.peer(2)
      #expect(driver.machine.admit(header, from: peer, at: driver.now) == .accept)
      driver.give(.received(from: peer, header, .snapshotReceived(SnapshotReceived(chunks: chunks))))
      #expect(driver.pass(.milliseconds(2_500), alive: [1, 2]).snapshots == 0)
    }
  }
}

extension [CoordinatorDirective] {
  fileprivate var snapshots: Int { count { if case .sendSnapshot = $0 { true } else { false } } }
}
