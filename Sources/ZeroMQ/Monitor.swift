import CZeroMQ
import Glibc

/// Tells when a socket's connections come and go: hints, with an address; the protocol's own heartbeats decide. To be read
/// whenever there is something, since it also gives each new connection its buffers.
package final class Monitor {
  package enum Event: Equatable, Sendable {
    /// Something takes connections there; this host has this address for it. The handshake is still to come.
    case reached(address: String, from: String)
    /// The handshake is done: frames can travel.
    case connected(address: String)
    case disconnected(address: String)
    case handshakeFailed(address: String, HandshakeFailure)
    /// The first try failed; libzmq goes on trying.
    case retrying(address: String)
  }

  /// Why two sides did not come together.
  package enum HandshakeFailure: Equatable, Sendable {
    /// The other side ended it without a word: its key is another one, or it is no ZeroMQ at all.
    case ended
    /// One side is encrypted, the other is not.
    case otherMechanism
    /// What came is not what the protocol says.
    case malformed
    /// The other side does not let this one's key in.
    case turnedAway
  }

  let socket: Socket
  private let watched: Socket

  private static let events =
    ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_CONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED
    | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL
    | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_CONNECT_RETRIED

  /// To be made before the socket binds or connects, or events are missed.
  package init(of watched: Socket) throws(SocketError) {
    let address = "inproc://monitor-\(UInt(bitPattern: watched.raw))"
    guard zmq_socket_monitor(watched.raw, address, Self.events) == 0 else { throw .last("zmq_socket_monitor") }
    self.watched = watched
    socket = try Socket(.monitor, context: watched.context)
    guard zmq_connect(socket.raw, address) == 0 else { throw .last("zmq_connect", endpoint: address) }
  }

  deinit {
    if !watched.isClosed { zmq_socket_monitor(watched.raw, nil, 0) }
  }

  /// The next event, or nil when there is none now.
  package func next() throws(SocketError) -> Event? {
    while let number = try socket.receivePart() {
      guard number.hasMore, let address = try socket.receivePart() else { continue }
      let text = withExtendedLifetime(address) { String(decoding: address.bytes, as: UTF8.self) }
      if let event = Self.event(number, text) { return event }
    }
    return nil
  }

  private static func event(_ number: Frame, _ address: String) -> Event? {
    guard number.count >= 2 else { return nil }
    let (kind, value) = withExtendedLifetime(number) {
      (Int32(number.bytes.loadUnaligned(as: UInt16.self)), Self.value(number.bytes))
    }
    switch kind {
    case ZMQ_EVENT_ACCEPTED, ZMQ_EVENT_CONNECTED:
      guard !address.hasPrefix("ipc:") else {
        LocalConnection.widen(value)
        return nil
      }
      guard kind == ZMQ_EVENT_CONNECTED, let local = LocalAddress.text(of: value) else { return nil }
      return .reached(address: address, from: local)
    case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: return .connected(address: address)
    case ZMQ_EVENT_DISCONNECTED: return .disconnected(address: address)
    case ZMQ_EVENT_CONNECT_RETRIED: return .retrying(address: address)
    case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL: return .handshakeFailed(address: address, .ended)
    case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: return .handshakeFailed(address: address, .turnedAway)
    case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
      let isMechanism = value == ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH
      return .handshakeFailed(address: address, isMechanism ? .otherMechanism : .malformed)
    default: return nil
    }
  }

  /// What comes with an event: a descriptor for a connection, a code for a failure.
  private static func value(_ bytes: UnsafeRawBufferPointer) -> Int32 {
    bytes.count >= 6 ? bytes.loadUnaligned(fromByteOffset: 2, as: Int32.self) : -1
  }
}
