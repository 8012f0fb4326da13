import CZeroMQ

/// One part of a ZeroMQ message, in libzmq's own memory: written once by its producer, read in place by its consumer.
///
/// `FrameHeader` and `FrameCodec` say what the bytes mean.
// Has one owner at a time: a producer fills it and gives it to the socket's thread, or that thread receives it and
// gives it to a consumer.
package final class Frame: @unchecked Sendable {
  let raw: UnsafeMutablePointer<zmq_msg_t>

  /// An empty frame.
  package init() {
    raw = .allocate(capacity: 1)
    zmq_msg_init(raw)
  }

  /// A frame of `size` bytes that are not initialised.
  package init(size: Int) {
    raw = .allocate(capacity: 1)
    let code = zmq_msg_init_size(raw, size)
    precondition(code == 0, "no memory for a frame of \(size) bytes")
  }

  package convenience init(_ bytes: some Collection<UInt8>) {
    self.init(size: bytes.count)
    mutableBytes.copyBytes(from: bytes)
  }

  /// The same bytes in the same memory, which lives as long as any frame of it: neither is to be written to any more.
  package init(sharing frame: Frame) {
    raw = .allocate(capacity: 1)
    zmq_msg_init(raw)
    let code = zmq_msg_copy(raw, frame.raw)
    precondition(code == 0, "a frame of \(frame.count) bytes cannot be shared")
  }

  deinit {
    zmq_msg_close(raw)
    raw.deallocate()
  }

  package var count: Int { zmq_msg_size(raw) }

  /// Valid while the frame lives and is not sent: keep the frame in a variable, for a temporary one is freed at once.
  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: zmq_msg_data(raw), count: zmq_msg_size(raw))
  }

  /// To be written before the frame is sent.
  package var mutableBytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: zmq_msg_data(raw), count: zmq_msg_size(raw))
  }

  /// Where the frame came from, for logs: an IP address over tcp, `local:PROCESS` over ipc, nil for a frame made here.
  package var peerAddress: String? {
    guard let address = property("Peer-Address") else { return nil }
    // What libzmq says, localhost:USER:GROUP:PROCESS, reads like a port of this host.
    guard address.hasPrefix("localhost:"), let colon = address.lastIndex(of: ":") else { return address }
    return "local" + address[colon...]
  }

  /// A property of the connection that the frame came from; nil when it has none of that name.
  package func property(_ name: String) -> String? {
    zmq_msg_gets(raw, name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  var hasMore: Bool { zmq_msg_more(raw) != 0 }
}
