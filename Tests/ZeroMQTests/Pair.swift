import Glibc
import Testing

@testable import ZeroMQ

/// A listening ROUTER, and as many DEALERs as a test wants, in one thread.
final class Pair {
  let context: Context
  let poller: Poller
  let wakeUp: WakeUp
  let router: Socket
  let endpoint: Endpoint

  enum Way: CaseIterable { case tcp, ipc }

  init(
    _ way: Way = .tcp, profile: Profile = Profile(), context: Context? = nil, security: Security = .none
  ) throws {
    self.context = try context ?? Context()
    wakeUp = try WakeUp()
    poller = Poller(wakeUp: wakeUp)
    router = try Socket(.router, context: self.context, profile: profile, security: security)
    endpoint = try router.bind(
      to: way == .tcp ? .tcp(host: "127.0.0.1", port: 0) : .ipc(path: temporaryPath()))
    poller.add(router)
  }

  func dealer(_ name: String, profile: Profile = Profile()) throws -> Socket {
    let dealer = try Socket(.dealer(RoutingID(name)), context: context, profile: profile)
    poller.add(dealer)
    try dealer.connect(to: endpoint)
    return dealer
  }

  /// Sends until a connection stands and has room.
  func send(_ frame: Frame, from dealer: Socket) throws {
    try until { try dealer.send(frame) == .sent }
  }

  /// The next message of a peer; others' are passed over.
  func next(_ socket: Socket, from peer: String) throws -> Socket.Arrival {
    while true {
      let arrival = try next(socket)
      if arrival.peer == RoutingID(peer) { return arrival }
    }
  }

  /// The next message of a socket; fails the test when none comes.
  func next(_ socket: Socket, sourceLocation: SourceLocation = #_sourceLocation) throws -> Socket.Arrival {
    // By the clock: another socket that has something to read ends every wait at once.
    let end = ContinuousClock.now + .seconds(5)
    while ContinuousClock.now < end {
      if let arrival = try socket.receive() { return arrival }
      try poller.wait(timeout: .milliseconds(10))
    }
    return try #require(nil as Socket.Arrival?, "nothing came in 5 s", sourceLocation: sourceLocation)
  }
}

/// Asks again until the answer is yes; fails the test after 5 s.
func until(sourceLocation: SourceLocation = #_sourceLocation, _ isTrue: () throws -> Bool) rethrows {
  for _ in 0..<1000 {
    if try isTrue() { return }
    usleep(5000)
  }
  Issue.record("not within 5 s", sourceLocation: sourceLocation)
}

/// A path that no other test uses.
func temporaryPath() -> String {
  "/tmp/mgd-test-\(getpid())-\(UInt64.random(in: 0 ... .max))"
}

extension Socket.Arrival {
  var bytes: [UInt8] { withExtendedLifetime(frame) { Array(frame.bytes) } }
  var text: String { String(decoding: bytes, as: UTF8.self) }
  /// The Int that a test's large frame begins with.
  var number: Int { withExtendedLifetime(frame) { frame.bytes.loadUnaligned(as: Int.self) } }
}
