import Glibc
import TestKit
import Testing

@testable import ZeroMQ

@Suite struct MonitorTests {
  private func next(_ monitor: Monitor) throws -> Monitor.Event? {
    var event: Monitor.Event?
    try until {
      event = try monitor.next()
      return event != nil
    }
    return event
  }

  @Test("a dealer hears when its connection stands and when it is lost")
  func comingAndGoing() throws {
    let pair = try Pair()
    let dealer = try Socket(.dealer(RoutingID("a")), context: pair.context)
    let monitor = try Monitor(of: dealer)
    try dealer.connect(to: pair.endpoint)
    #expect(try next(monitor) == .reached(address: "\(pair.endpoint)", from: "127.0.0.1"))
    #expect(try next(monitor) == .connected(address: "\(pair.endpoint)"))
    pair.poller.remove(pair.router)
    pair.router.close()
    #expect(try next(monitor) == .disconnected(address: "\(pair.endpoint)"))
    #expect(try next(monitor) == .retrying(address: "\(pair.endpoint)"))
  }

  @Test("an event ends a wait")
  func waited() throws {
    let pair = try Pair()
    let dealer = try Socket(.dealer(RoutingID("a")), context: pair.context)
    let monitor = try Monitor(of: dealer)
    pair.poller.add(monitor)
    try dealer.connect(to: pair.endpoint)
    let took = try ContinuousClock().measure { try pair.poller.wait(timeout: .seconds(5)) }
    #expect(took < .seconds(4))
  }

  @Test("a router hears of strangers that fail the handshake")
  func stranger() throws {
    let router = try Socket(.router, context: try Context())
    let monitor = try Monitor(of: router)
    let endpoint = try router.bind(to: .tcp(host: "127.0.0.1", port: 0))
    let probe = try ProbeClient(connectingTo: "\(endpoint)")
    try probe.send(raw: [UInt8](repeating: 0xff, count: 100))
    let event = try next(monitor)
    switch event {
    case .handshakeFailed, .disconnected: break
    default: Issue.record("got \(String(describing: event))")
    }
  }

  @Test("sockets that are closed while their connections fail leave the context's thread to others")
  func closing() throws {
    // Who comes without a key is refused at once.
    let guarded = try Socket(.router, context: try Context(), security: .server(try KeyPair.generate()))
    let refusing = try guarded.bind(to: .tcp(host: "127.0.0.1", port: 0))
    let context = try Context()
    for round in 0..<150 {
      let dealer = try Socket(.dealer(RoutingID("a\(round)")), context: context)
      let monitor = try Monitor(of: dealer)
      try dealer.connect(to: refusing)
      usleep(UInt32(round % 40) * 50)
      dealer.close()
      withExtendedLifetime(monitor) {}
    }
    let pair = try Pair()
    let dealer = try Socket(.dealer(RoutingID("b")), context: context)
    let monitor = try Monitor(of: dealer)
    try dealer.connect(to: pair.endpoint)
    #expect(try next(monitor) == .reached(address: "\(pair.endpoint)", from: "127.0.0.1"))
    #expect(try next(monitor) == .connected(address: "\(pair.endpoint)"))
  }

  @Test("a monitor and its socket may go in any order", arguments: [true, false])
  func lifetimes(closesFirst: Bool) throws {
    let dealer = try Socket(.dealer(RoutingID("a")), context: try Context())
    let monitor = try Monitor(of: dealer)
    if closesFirst { dealer.close() }
    #expect(try monitor.next() == nil)
  }
}
