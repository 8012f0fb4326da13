import Glibc
import TestKit
import Testing

@testable import ZeroMQ

/// What strangers send to the port costs them their own connection at most.
@Suite struct StrangerTests {
  /// A ROUTER with one good peer that must still be heard when the stranger is through.
  private func withGoodPeer(_ way: Pair.Way, _ misbehave: (Pair) throws -> Void) throws {
    let pair = try Pair(way)
    let good = try pair.dealer("good")
    try pair.send(Frame("before".utf8), from: good)
    #expect(try pair.next(pair.router, from: "good").text == "before")
    try misbehave(pair)
    try pair.send(Frame("after".utf8), from: good)
    #expect(try pair.next(pair.router, from: "good").text == "after")
  }

  @Test("garbage instead of a greeting closes that connection", arguments: Pair.Way.allCases)
  func garbage(way: Pair.Way) throws {
    try withGoodPeer(way) { pair in
      let probe = try ProbeClient(connectingTo: "\(pair.endpoint)")
      try probe.send(raw: [UInt8](repeating: 0xff, count: 200))
      #expect(probe.isClosedByPeer(within: 5))
    }
  }

  // libzmq takes what does not begin like a greeting for ZMTP 1.0, which has no handshake: it may deliver some of it.
  @Test(
    "what other programs say first does no harm",
    arguments: ["GET / HTTP/1.1\r\n\r\n", "SSH-2.0-x\r\n", "\u{16}\u{3}\u{1}"])
  func otherPrograms(text: String) throws {
    try withGoodPeer(.tcp) { pair in
      let probe = try ProbeClient(connectingTo: "\(pair.endpoint)")
      try probe.send(raw: Array(text.utf8) + [UInt8](repeating: 2, count: 10_000))
    }
  }

  @Test("garbage behind the handshake closes that connection")
  func garbageLater() throws {
    try withGoodPeer(.tcp) { pair in
      let probe = try ProbeClient(connectingTo: "\(pair.endpoint)", as: "probe")
      try probe.send(raw: [UInt8](repeating: 0xff, count: 100))
      #expect(probe.isClosedByPeer(within: 5))
    }
  }

  @Test("silence instead of a handshake is closed")
  func silence() throws {
    var profile = Profile()
    profile.handshake = .milliseconds(200)
    let pair = try Pair(profile: profile)
    let probe = try ProbeClient(connectingTo: "\(pair.endpoint)")
    #expect(probe.isClosedByPeer(within: 5))
  }

  @Test("a frame over the limit closes that connection before it is read", arguments: Pair.Way.allCases)
  func oversized(way: Pair.Way) throws {
    try withGoodPeer(way) { pair in
      for size in [Profile.largestFrame + 1, 1 << 40, Int.max] {
        let probe = try ProbeClient(connectingTo: "\(pair.endpoint)", as: "probe\(size)")
        try probe.announce(size: size)
        #expect(probe.isClosedByPeer(within: 5), "\(size) bytes")
      }
      let probe = try ProbeClient(connectingTo: "\(pair.endpoint)", as: "largest")
      try probe.send(parts: [[UInt8](repeating: 1, count: Profile.largestFrame)])
      #expect(try pair.next(pair.router).frame.count == Profile.largestFrame)
    }
  }

  @Test("parts beyond the first are counted and thrown away", arguments: Pair.Way.allCases)
  func multipart(way: Pair.Way) throws {
    try withGoodPeer(way) { pair in
      let probe = try ProbeClient(connectingTo: "\(pair.endpoint)", as: "probe")
      try probe.send(parts: [[1], [2], [3]])
      let arrival = try pair.next(pair.router)
      #expect(arrival.peer == RoutingID("probe"))
      #expect(arrival.extraParts == 2)
      try probe.send(parts: [[4]])
      #expect(try pair.next(pair.router).bytes == [4])
    }
  }

  @Test("a message of very many parts is thrown away in pieces")
  func veryManyParts() throws {
    try withGoodPeer(.tcp) { pair in
      let probe = try ProbeClient(connectingTo: "\(pair.endpoint)", as: "probe")
      let count = 2 * Socket.mostPartsAtOnce + 100
      try probe.send(raw: (0..<count).flatMap { _ in [1, 1, 7] as [UInt8] } + [0, 1, 7])
      var extra = 0
      while extra < count {
        let arrival = try pair.next(pair.router)
        #expect(arrival.peer == RoutingID("probe"))
        #expect((1...Socket.mostPartsAtOnce).contains(arrival.extraParts))
        extra += arrival.extraParts
      }
      #expect(extra == count)
    }
  }

  @Test("a multipart message that is cut off never arrives", arguments: Pair.Way.allCases)
  func cutOff(way: Pair.Way) throws {
    try withGoodPeer(way) { pair in
      let probe = try ProbeClient(connectingTo: "\(pair.endpoint)", as: "probe")
      try probe.send(part: [1], more: true)
      try probe.send(part: [2], more: true)
      probe.disconnect()
      usleep(100_000)
      #expect(try pair.router.receive()?.text == nil)
    }
  }

  @Test("a frame that is cut off never arrives")
  func cutFrame() throws {
    try withGoodPeer(.tcp) { pair in
      let probe = try ProbeClient(connectingTo: "\(pair.endpoint)", as: "probe")
      try probe.announce(size: 1000)
      try probe.send(raw: [UInt8](repeating: 1, count: 999))
      probe.disconnect()
      usleep(100_000)
      #expect(try pair.router.receive()?.text == nil)
    }
  }

  @Test("a probe is answered like any peer")
  func answered() throws {
    try withGoodPeer(.tcp) { pair in
      let probe = try ProbeClient(connectingTo: "\(pair.endpoint)", as: "probe")
      try probe.send(parts: [[1]])
      _ = try pair.next(pair.router)
      #expect(try pair.router.send(Frame([UInt8](repeating: 5, count: 1000)), to: RoutingID("probe")) == .sent)
      #expect(probe.receivePart(within: 5) == [UInt8](repeating: 5, count: 1000))
    }
  }
}
