import Cluster
import Foundation
import Locks
import TestKit
import Testing
import ZeroMQ

@testable import Worker

@Suite struct ReachTests {
  @Test("a connection that ends without a word is told when the next one does so, unless one stood in between")
  func ended() throws {
    let told = Locked(0)
    let reach = Reach(.tcp(host: "127.0.0.1", port: 1)) { _ in told.withLock { $0 += 1 } }
    let ended = Monitor.Event.handshakeFailed(address: "", .ended)
    for (event, second, count) in [
      (ended, 0, 0), (ended, 1, 0), (.connected(address: ""), 2, 0), (ended, 5, 0), (ended, 10, 1),
    ] {
      reach.note(event, ownKey: nil, at: .seconds(second))
      #expect(told.withLock { $0 } == count, "after \(second) s")
    }
  }

  @Test("a path where a coordinator answers needs no probe")
  func answered() throws {
    let told = Locked(0)
    let reach = Reach(.ipc(path: try Scratch().file("nobody.sock"))) { _ in told.withLock { $0 += 1 } }
    reach.look(at: .zero)
    reach.note(.connected(address: ""), ownKey: nil, at: .milliseconds(10))
    usleep(1_500_000)
    #expect(told.withLock { $0 } == 0)
  }

  @Test("a path where nobody listens is told as an address is, once in 30 s")
  func path() throws {
    let told = Locked<[WorkerReport]>([])
    let endpoint = Endpoint.ipc(path: try Scratch().file("nobody.sock"))
    let reach = Reach(endpoint) { report in told.withLock { $0.append(report) } }
    for second in [0, 5, 29] { reach.look(at: .seconds(second)) }
    let end = ContinuousClock.now + .seconds(10)
    while told.withLock(\.isEmpty), ContinuousClock.now < end { usleep(10_000) }
    #expect(
      told.withLock { $0 } == [
        .cannotConnect("\(endpoint): connection refused: nothing listens there; is mgd-coordinator running?")
      ])
  }
}
