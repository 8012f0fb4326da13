import TestKit
import Testing

@testable import ZeroMQ

@Suite struct ProbeTests {
  @Test("something that listens is reached, and the connection has an address of this host")
  func reached() throws {
    let pair = try Pair()
    #expect(Probe.connect(to: pair.endpoint) == .connected(from: "127.0.0.1"))
  }

  @Test("a port where nothing listens refuses")
  func refused() throws {
    let probe = Probe.connect(to: .tcp(host: "127.0.0.1", port: try FreePort.number()))
    #expect(probe == .refused(from: "127.0.0.1"))
    #expect("\(probe)".contains("is mgd-coordinator running"))
  }

  @Test("a name that does not exist does not resolve")
  func notResolved() {
    guard case .notResolved = Probe.connect(to: .tcp(host: "no-such-host.invalid", port: 7077)) else {
      Issue.record("resolved")
      return
    }
  }

  @Test("a broadcast address is unreachable, and the system says why")
  func unreachable() {
    guard case .unreachable(let reason) = Probe.connect(to: .tcp(host: "255.255.255.255", port: 7077)) else {
      Issue.record("reachable")
      return
    }
    #expect(!reason.isEmpty)
  }
}
