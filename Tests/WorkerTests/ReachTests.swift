import Cluster
import Foundation
import Locks
import TestKit
import Testing
import ZeroMQ

@testable import Worker

@Suite struct ReachTests {
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
