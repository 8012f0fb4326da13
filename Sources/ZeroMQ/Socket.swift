import CZeroMQ
import Glibc

/// A ROUTER or DEALER. Belongs to the thread that made it; no call waits.
package final class Socket {
  package enum Role: Equatable, Sendable {
    case router
    /// The routing id names this connection to the ROUTER: new for every socket.
    case dealer(RoutingID)
    /// For the events of another socket.
    case monitor
    /// For the questions of libzmq itself: one answer to each.
    case gate
  }

  package let role: Role
  /// Set by what wants to send and could not; makes `Poller.wait` return when it may go on.
  package var wantsToSend = false

  let raw: UnsafeMutableRawPointer
  let context: Context
  var isClosed = false
  var lock: PathLock?
  /// The sender of a message of many parts whose rest is still to be thrown away.
  var discarding: RoutingID?

  package init(
    _ role: Role, context: Context, profile: Profile = Profile(), security: Security = .none
  ) throws(SocketError) {
    let type =
      switch role {
      case .router: ZMQ_ROUTER
      case .dealer: ZMQ_DEALER
      case .monitor: ZMQ_PAIR
      case .gate: ZMQ_REP
      }
    guard let raw = zmq_socket(context.raw, type) else { throw .last("zmq_socket") }
    self.raw = raw
    self.role = role
    self.context = context
    for option in profile.options(of: role) { try set(option) }
    if case .dealer(let id) = role { try set(id) }
    try protect(security)
  }

  deinit { close() }

  /// Takes no new connection any more; those that are there stay. Where strangers can come see `abandon`: it is as dangerous as closing.
  package func stopListening() {
    var name = [CChar](repeating: 0, count: 256)
    var length = name.count
    guard !isClosed, zmq_getsockopt(raw, ZMQ_LAST_ENDPOINT, &name, &length) == 0 else { return }
    zmq_unbind(raw, name)
  }

  /// Leaves the socket, and its context, to the end of the process, whose threads go on sending until then. For the last thing of a
  /// process: libzmq 4.3.4 can abort (zmtp_engine.cpp:446) when a stranger connects to a socket that is being closed or unbound.
  package func abandon() {
    _ = Unmanaged.passRetained(self)
    lock = nil
  }

  /// Closes at once; what is queued inside libzmq is sent for at most `linger` by its own threads.
  package func close(linger: Duration? = nil) {
    guard !isClosed else { return }
    isClosed = true
    if let linger {
      var milliseconds = Int32(linger / .milliseconds(1))
      zmq_setsockopt(raw, ZMQ_LINGER, &milliseconds, MemoryLayout<Int32>.size)
    }
    // Before its reader is closed: an I/O thread that has an event for a monitor without one waits for ever, and with it every socket of the
    // context.
    zmq_socket_monitor(raw, nil, 0)
    zmq_close(raw)
    lock = nil
  }
}

extension Socket {
  func set(_ option: Option) throws(SocketError) {
    var (narrow, wide) = (Int32(truncatingIfNeeded: option.value), Int64(option.value))
    let code =
      option.isWide
      ? zmq_setsockopt(raw, option.number, &wide, MemoryLayout<Int64>.size)
      : zmq_setsockopt(raw, option.number, &narrow, MemoryLayout<Int32>.size)
    guard code == 0 else { throw .last("zmq_setsockopt(\(option.name))") }
    guard option.isReadable else { return }
    let got = try value(of: option)
    guard got == option.value else { throw .optionNotKept(name: option.name, set: option.value, got: got) }
  }

  func value(of option: Option) throws(SocketError) -> Int {
    var (narrow, wide) = (Int32(0), Int64(0))
    var size = option.isWide ? MemoryLayout<Int64>.size : MemoryLayout<Int32>.size
    let code =
      option.isWide
      ? zmq_getsockopt(raw, option.number, &wide, &size) : zmq_getsockopt(raw, option.number, &narrow, &size)
    guard code == 0 else { throw .last("zmq_getsockopt(\(option.name))") }
    return option.isWide ? Int(wide) : Int(narrow)
  }

  private func set(_ id: RoutingID) throws(SocketError) {
    // libzmq keeps a leading zero byte for ids that it makes itself.
    precondition((1...255).contains(id.bytes.count) && id.bytes[0] != 0, "routing id \(id)")
    guard zmq_setsockopt(raw, ZMQ_ROUTING_ID, id.bytes, id.bytes.count) == 0 else {
      throw .last("zmq_setsockopt(ZMQ_ROUTING_ID)")
    }
  }
}
