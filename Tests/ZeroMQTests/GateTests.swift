import CZeroMQ
import Testing

@testable import ZeroMQ

@Suite struct GateTests {
  /// A server that knows one client, and what it takes to meet it.
  private final class Guarded {
    let pair: Pair
    let server: KeyPair
    let client: KeyPair
    var gate: Gate?
    var asked: [(key: PublicKey, address: String)] = []

    init(hasGate: Bool = true) throws {
      server = try .generate()
      client = try .generate()
      let context = try Context()
      gate = hasGate ? try Gate(context: context) : nil
      pair = try Pair(context: context, security: .server(server))
      if let gate { pair.poller.add(gate.socket) }
    }

    func dealer(_ name: String, _ security: Security) throws -> (socket: Socket, monitor: Monitor) {
      let dealer = try Socket(.dealer(RoutingID(name)), context: pair.context, security: security)
      let monitor = try Monitor(of: dealer)
      try dealer.connect(to: pair.endpoint)
      return (dealer, monitor)
    }

    /// The first thing that a client hears of its handshake, while the gate is served.
    func event(_ monitor: Monitor) throws -> Monitor.Event? {
      var event: Monitor.Event?
      try until {
        try serve()
        event = try monitor.next()
        if case .reached = event { return false }
        return event != nil
      }
      return event
    }

    func serve() throws {
      try gate?.answer { key, address in
        asked.append((key, address))
        return key == client.publicKey
      }
    }
  }

  @Test("a key on the list gets in, and every frame says whose it is")
  func known() throws {
    let guarded = try Guarded()
    let (dealer, monitor) = try guarded.dealer(
      "a", .client(guarded.client, server: guarded.server.publicKey))
    #expect(try guarded.event(monitor) == .connected(address: "\(guarded.pair.endpoint)"))
    #expect(guarded.asked.map(\.address) == ["127.0.0.1"])
    try guarded.pair.send(Frame([1, 2, 3]), from: dealer)
    let arrival = try guarded.pair.next(guarded.pair.router)
    #expect(arrival.bytes == [1, 2, 3])
    #expect(arrival.frame.property("User-Id") == guarded.client.publicKey.text)
  }

  @Test("another key is turned away, and hears so")
  func unknown() throws {
    let guarded = try Guarded()
    let (_, monitor) = try guarded.dealer("a", .client(.generate(), server: guarded.server.publicKey))
    #expect(try guarded.event(monitor) == .handshakeFailed(address: "\(guarded.pair.endpoint)", .turnedAway))
  }

  @Test("a client that expects another server hears nothing but the end")
  func otherServer() throws {
    let guarded = try Guarded()
    let (_, monitor) = try guarded.dealer("a", .client(guarded.client, server: KeyPair.generate().publicKey))
    #expect(try guarded.event(monitor) == .handshakeFailed(address: "\(guarded.pair.endpoint)", .ended))
    #expect(guarded.asked.isEmpty)
  }

  @Test("who is not encrypted does not come together with who is", arguments: [true, false])
  func otherMechanism(isClientEncrypted: Bool) throws {
    let guarded = try Guarded()
    let pair = isClientEncrypted ? try Pair() : guarded.pair
    let security: Security = isClientEncrypted ? .client(guarded.client, server: guarded.server.publicKey) : .none
    let dealer = try Socket(.dealer(RoutingID("a")), context: pair.context, security: security)
    let monitor = try Monitor(of: dealer)
    try dealer.connect(to: pair.endpoint)
    #expect(try guarded.event(monitor) == .handshakeFailed(address: "\(pair.endpoint)", .otherMechanism))
    #expect(guarded.asked.isEmpty)
  }

  @Test("without a gate, before one or after one, nobody gets in", arguments: [true, false])
  func closed(hadGate: Bool) throws {
    let guarded = try Guarded(hasGate: hadGate)
    if let gate = guarded.gate {
      let (_, monitor) = try guarded.dealer("a", .client(guarded.client, server: guarded.server.publicKey))
      #expect(try guarded.event(monitor) == .connected(address: "\(guarded.pair.endpoint)"))
      guarded.pair.poller.remove(gate.socket)
      gate.socket.close()
      guarded.gate = nil
    }
    let (dealer, monitor) = try guarded.dealer("b", .client(guarded.client, server: guarded.server.publicKey))
    if case .connected = try guarded.event(monitor) { Issue.record("let in") }
    #expect(try dealer.send(Frame([1])) == .full)
  }

  @Test("a frame too large from a key on the list ends that connection alone, and a new socket gets in")
  func oversized() throws {
    let guarded = try Guarded()
    let security = Security.client(guarded.client, server: guarded.server.publicKey)
    func connected(_ name: String) throws -> (socket: Socket, monitor: Monitor) {
      let dealer = try guarded.dealer(name, security)
      #expect(try guarded.event(dealer.monitor) == .connected(address: "\(guarded.pair.endpoint)"))
      return dealer
    }
    let (good, _) = try connected("good")
    let (bad, ends) = try connected("bad")
    try guarded.pair.send(Frame(size: Profile.largestFrame + 1), from: bad)
    #expect(try guarded.event(ends) == .disconnected(address: "\(guarded.pair.endpoint)"))
    // The event comes from the thread of the connection; the socket hears of the end some microseconds later.
    try until { try bad.send(Frame([1])) == .full }
    try guarded.pair.send(Frame([2]), from: good)
    #expect(try guarded.pair.next(guarded.pair.router).peer == RoutingID("good"))
    let (again, _) = try connected("again")
    try guarded.pair.send(Frame([3]), from: again)
    #expect(try guarded.pair.next(guarded.pair.router).bytes == [3])
  }

  @Test("a request that is not what the RFC says in every part is none", arguments: 0..<7)
  func malformed(part: Int) {
    let key = [UInt8](repeating: 7, count: 32)
    let parts = ["1.0", "1", "mgd", "10.0.0.1", "", "CURVE"].map { Array($0.utf8) } + [key]
    #expect(Gate.Request(parts)?.address == "10.0.0.1")
    var spoiled = parts
    spoiled[part].append(0)
    if [0, 2, 5, 6].contains(part) { #expect(Gate.Request(spoiled) == nil) }
    #expect(Gate.Request(Array(parts.dropLast(7 - part))) == nil)
  }
}
