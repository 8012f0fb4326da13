import Cluster
import Glibc
import TestKit
import Testing
import Wire
import ZeroMQ

@testable import Coordinator

@Suite struct ServerPortTests {
  private let scratch: Scratch
  private let context: Context
  private let port: ServerPort

  init() throws {
    scratch = try Scratch()
    context = try Context()
    port = try ServerPort(listeningAt: .ipc(path: scratch.file("c.sock")), number: 0, context: context)
  }

  /// A peer that was heard; its socket goes with it.
  private func peer() throws -> (socket: Socket, id: PeerID) {
    let socket = try Socket(.dealer(RoutingID([7])), context: context)
    try socket.connect(to: port.endpoint)
    try wait { try socket.send(Frame([1])) == .sent }
    var heard: PeerID?
    try wait {
      heard = try port.receive()?.0
      return heard != nil
    }
    return (socket, try #require(heard))
  }

  private func wait(until isTrue: () throws -> Bool) throws {
    for _ in 0..<2000 {
      if try isTrue() { return }
      usleep(5000)
    }
    Issue.record("not within 10 s")
  }

  private func send(to peer: PeerID) throws -> Bool {
    var isReached = true
    let problem = try port.send(.heartbeat(Heartbeat()), FrameHeader(kind: .heartbeat), to: peer) { _ in
      isReached = false
    }
    #expect(problem == nil)
    return isReached
  }

  private func sequence(at socket: Socket) throws -> UInt64 {
    var found: UInt64 = 0
    try wait {
      guard let frame = try socket.receive()?.frame else { return false }
      found = try FrameCodec.header(of: frame.bytes).sequence
      return true
    }
    return found
  }

  @Test("a peer that was out of reach and comes back as the same one gets higher numbers than before")
  func backAgain() throws {
    let first = try peer()
    #expect(try send(to: first.id))
    let before = try sequence(at: first.socket)
    first.socket.close()
    try wait { try !send(to: first.id) }
    // The socket forgets the old connection when it finds its end among what it reads.
    for _ in 0..<50 {
      #expect(try port.receive() == nil)
      usleep(2000)
    }
    let second = try peer()
    #expect(try send(to: second.id))
    let after = try sequence(at: second.socket)
    #expect(before == 1 && after > before, "\(before), \(after)")
  }

  @Test("a message that fits no frame is told, not sent")
  func tooLarge() throws {
    let peer = try peer()
    let long = Message.refused(Refusal(code: .other, message: String(repeating: "a", count: 70_000), final: true))
    let problem = try port.send(long, FrameHeader(kind: .refused), to: peer.id) { _ in }
    #expect(problem?.reason == "length")
    #expect(try send(to: peer.id))
    #expect(try sequence(at: peer.socket) > 0)
  }
}
