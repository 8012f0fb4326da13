import CZeroMQ
import Glibc
import Testing

@testable import ZeroMQ

@Suite struct SocketTests {
  @Test("frames travel both ways", arguments: Pair.Way.allCases)
  func bothWays(way: Pair.Way) throws {
    let pair = try Pair(way)
    let dealer = try pair.dealer("alpha.1")
    try pair.send(Frame("question".utf8), from: dealer)
    let question = try pair.next(pair.router)
    #expect(question.text == "question")
    #expect(question.peer == RoutingID("alpha.1"))
    #expect(question.extraParts == 0)
    let address = try #require(question.frame.peerAddress)
    #expect(way == .tcp ? address == "127.0.0.1" : address == "local:\(getpid())")
    #expect(try pair.router.send(Frame("answer".utf8), to: RoutingID("alpha.1")) == .sent)
    let answer = try pair.next(dealer)
    #expect(answer.text == "answer")
    #expect(answer.peer == nil)
  }

  @Test("a sent frame is empty, one that found no room is as before")
  func ownership() throws {
    let pair = try Pair()
    let lonely = try Socket(.dealer(RoutingID("a")), context: pair.context)
    let frame = Frame([1, 2, 3])
    #expect(try lonely.send(frame) == .full)
    #expect(Array(frame.bytes) == [1, 2, 3])
    try pair.send(frame, from: try pair.dealer("b"))
    #expect(frame.count == 0)
  }

  @Test("a received frame can be sent on")
  func forwarded() throws {
    let pair = try Pair()
    let dealer = try pair.dealer("a")
    try pair.send(Frame("echo".utf8), from: dealer)
    let arrival = try pair.next(pair.router)
    #expect(try pair.router.send(arrival.frame, to: RoutingID("a")) == .sent)
    #expect(try pair.next(dealer).text == "echo")
  }

  @Test("a peer that never was, and one that is gone, cannot be reached", arguments: Pair.Way.allCases)
  func unreachable(way: Pair.Way) throws {
    let pair = try Pair(way)
    #expect(try pair.router.send(Frame([1]), to: RoutingID("nobody")) == .unreachable)
    let dealer = try pair.dealer("a")
    try pair.send(Frame([1]), from: dealer)
    _ = try pair.next(pair.router)
    pair.poller.remove(dealer)
    dealer.close()
    try until { try pair.router.send(Frame([1]), to: RoutingID("a")) == .unreachable }
  }

  @Test("a peer that does not read fills up, and others do not notice")
  func highWaterMark() throws {
    let pair = try Pair()
    let (slow, quick) = (try pair.dealer("slow"), try pair.dealer("quick"))
    for dealer in [slow, quick] { try pair.send(Frame([0]), from: dealer) }
    _ = (try pair.next(pair.router), try pair.next(pair.router))
    var sent = 0
    while try pair.router.send(Frame(size: 262_144), to: RoutingID("slow")) == .sent { sent += 1 }
    #expect((64..<1000).contains(sent))
    #expect(try pair.router.send(Frame("go".utf8), to: RoutingID("quick")) == .sent)
    #expect(try pair.next(quick).text == "go")
  }

  @Test("a second comer cannot take a routing id")
  func noHandover() throws {
    let pair = try Pair()
    let first = try pair.dealer("name")
    try pair.send(Frame("first".utf8), from: first)
    #expect(try pair.next(pair.router).text == "first")
    let second = try pair.dealer("name")
    try pair.send(Frame("second".utf8), from: second)
    usleep(200_000)
    #expect(try pair.router.receive()?.text == nil)
    #expect(try pair.router.send(Frame("to first".utf8), to: RoutingID("name")) == .sent)
    #expect(try pair.next(first).text == "to first")
  }

  @Test("every option reads back as it was set; one that does not is an error")
  func options() throws {
    let socket = try Socket(.router, context: try Context())
    for option in Profile().options(of: .router) where option.isReadable {
      #expect(try socket.value(of: option) == option.value, "\(option.name)")
    }
    #expect(throws: SocketError.failed(operation: "zmq_setsockopt(ZMQ_SNDHWM)", code: EINVAL, endpoint: nil)) {
      try socket.set(Option(ZMQ_SNDHWM, -7, "ZMQ_SNDHWM"))
    }
    let beyond32Bits = (1 << 32) + 5
    #expect(throws: SocketError.optionNotKept(name: "ZMQ_SNDHWM", set: beyond32Bits, got: 5)) {
      try socket.set(Option(ZMQ_SNDHWM, beyond32Bits, "ZMQ_SNDHWM"))
    }
  }

  @Test("a goodbye still travels when its socket closes with a linger")
  func goodbye() throws {
    let pair = try Pair()
    let dealer = try pair.dealer("a")
    try pair.send(Frame("hello".utf8), from: dealer)
    _ = try pair.next(pair.router)
    _ = try dealer.send(Frame("bye".utf8))
    pair.poller.remove(dealer)
    dealer.close(linger: .seconds(1))
    #expect(try pair.next(pair.router).text == "bye")
  }

  @Test("routing ids are safe to log")
  func descriptions() {
    #expect(RoutingID("alpha.0123").description == "alpha.0123")
    #expect(RoutingID([0, 255, 10]).description == "0x00ff0a")
    #expect(RoutingID("a\u{1b}[2J").description == "0x611b5b324a")
    #expect(RoutingID([]).description == "0x")
  }
}
