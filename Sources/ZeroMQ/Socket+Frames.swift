import CZeroMQ
import Glibc

extension Socket {
  /// What became of a frame.
  package enum Sending: Equatable, Sendable {
    /// Taken by libzmq, which is not to say that it arrives; the frame is empty now.
    case sent
    /// Over the high-water mark, or no connection stands: the frame is as before, to be tried again.
    case full
    /// The ROUTER has no such peer (any more).
    case unreachable
  }

  /// What a receive took off the socket.
  package struct Arrival {
    /// Who sent it; nil on a DEALER, which has one peer.
    package let peer: RoutingID?
    package let frame: Frame
    /// Parts beyond the one that the protocol allows: they were thrown away, and so should the frame be.
    package let extraParts: Int
  }

  /// The parts that one `receive` throws away at most, so that a stranger cannot hold the thread.
  static let mostPartsAtOnce = 1024

  /// Sends one frame to the peer of a DEALER.
  package func send(_ frame: Frame) throws(SocketError) -> Sending {
    if case .router = role { preconditionFailure("a ROUTER sends to somebody") }
    return try send(frame, flags: ZMQ_DONTWAIT)
  }

  /// Sends one frame to one of a ROUTER's peers.
  package func send(_ frame: Frame, to peer: RoutingID) throws(SocketError) -> Sending {
    precondition(role == .router, "only a ROUTER chooses among peers")
    let address = Frame(peer.bytes)
    let sending = try send(address, flags: ZMQ_DONTWAIT | ZMQ_SNDMORE)
    guard sending == .sent else { return sending }
    return try send(frame, flags: ZMQ_DONTWAIT)
  }

  func send(_ frame: Frame, flags: Int32) throws(SocketError) -> Sending {
    while zmq_msg_send(frame.raw, raw, flags) < 0 {
      switch zmq_errno() {
      case EINTR: continue
      case EAGAIN: return .full
      case EHOSTUNREACH: return .unreachable
      default: throw .last("zmq_msg_send")
      }
    }
    return .sent
  }

  /// The next message, or nil when there is none now.
  package func receive() throws(SocketError) -> Arrival? {
    if let peer = discarding { return Arrival(peer: peer, frame: Frame(), extraParts: try discard(from: peer)) }
    guard let first = try receivePart() else { return nil }
    guard role == .router else { return try finish(first, from: nil) }
    let peer = withExtendedLifetime(first) { RoutingID(first.bytes) }
    guard first.hasMore, let frame = try receivePart() else {
      return Arrival(peer: peer, frame: Frame(), extraParts: 0)
    }
    return try finish(frame, from: peer)
  }

  private func finish(_ frame: Frame, from peer: RoutingID?) throws(SocketError) -> Arrival {
    let extra = frame.hasMore ? try discard(from: peer ?? RoutingID([])) : 0
    return Arrival(peer: peer, frame: frame, extraParts: extra)
  }

  private func discard(from peer: RoutingID) throws(SocketError) -> Int {
    for count in 1...Self.mostPartsAtOnce {
      guard let part = try receivePart(), part.hasMore else {
        discarding = nil
        return count
      }
    }
    discarding = peer
    return Self.mostPartsAtOnce
  }

  func receivePart() throws(SocketError) -> Frame? {
    let frame = Frame()
    while zmq_msg_recv(frame.raw, raw, ZMQ_DONTWAIT) < 0 {
      switch zmq_errno() {
      case EINTR: continue
      case EAGAIN: return nil
      default: throw .last("zmq_msg_recv")
      }
    }
    return frame
  }
}
