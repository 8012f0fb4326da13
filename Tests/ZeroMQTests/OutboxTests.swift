import Glibc
import Testing

@testable import ZeroMQ

@Suite struct OutboxTests {
  /// A ROUTER whose peer "a" has said hello.
  private func pairWithPeer() throws -> (Pair, Socket) {
    let pair = try Pair()
    let dealer = try pair.dealer("a")
    try pair.send(Frame([0]), from: dealer)
    _ = try pair.next(pair.router)
    return (pair, dealer)
  }

  /// A large frame that begins with its number.
  private func frame(_ number: Int) -> Frame {
    let frame = Frame(size: 262_144)
    frame.mutableBytes.storeBytes(of: number, as: Int.self)
    return frame
  }

  @Test("frames that find no room wait, and arrive in order")
  func order() throws {
    let (pair, dealer) = try pairWithPeer()
    let outbox = Outbox(of: pair.router, limit: 10_000)
    let count = 600
    let outcomes = try (0..<count).map { try outbox.send(frame($0), to: RoutingID("a")) }
    #expect(outcomes.contains(.queued))
    #expect(outbox.waiting(for: RoutingID("a")) > 0)
    #expect(pair.router.wantsToSend)
    var arrived: [Int] = []
    try until {
      #expect(try outbox.flush() == [])
      while let arrival = try dealer.receive() { arrived.append(arrival.number) }
      return arrived.count == count
    }
    #expect(arrived == Array(0..<count))
    #expect(outbox.isEmpty)
    #expect(!pair.router.wantsToSend)
  }

  @Test("a dealer's outbox waits for the connection")
  func dealer() throws {
    let pair = try Pair()
    let dealer = try pair.dealer("a")
    let outbox = Outbox(of: dealer, limit: 4)
    for number in 0..<4 { _ = try outbox.send(frame(number)) }
    var arrived: [Int] = []
    try until {
      try pair.poller.wait(timeout: .milliseconds(5))
      _ = try outbox.flush()
      while let arrival = try pair.router.receive() { arrived.append(arrival.number) }
      return arrived.count == 4
    }
    #expect(arrived == [0, 1, 2, 3])
  }

  @Test("over its limit a frame is dropped and told")
  func overflow() throws {
    let lonely = try Socket(.dealer(RoutingID("a")), context: try Context())
    let outbox = Outbox(of: lonely, limit: 2)
    #expect(try (0..<3).map { _ in try outbox.send(Frame([1])) } == [.queued, .queued, .overflow])
    outbox.discard(for: nil)
    #expect(outbox.isEmpty)
    #expect(!lonely.wantsToSend)
  }

  @Test("a peer that is gone takes its queue along")
  func gone() throws {
    let (pair, dealer) = try pairWithPeer()
    let outbox = Outbox(of: pair.router, limit: 10_000)
    while try outbox.send(frame(0), to: RoutingID("a")) == .sent {}
    pair.poller.remove(dealer)
    dealer.close()
    var gone: [RoutingID] = []
    try until {
      try pair.poller.wait(timeout: .milliseconds(5))
      gone += try outbox.flush()
      return outbox.isEmpty
    }
    #expect(gone == [RoutingID("a")])
    #expect(try outbox.send(Frame([1]), to: RoutingID("a")) == .unreachable)
  }
}
