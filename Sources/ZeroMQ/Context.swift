import CZeroMQ
import Glibc

/// libzmq's own threads; one a process. It ends after its last socket: each socket holds it.
// libzmq documents its context as safe to use from any thread.
package final class Context: @unchecked Sendable {
  let raw: UnsafeMutableRawPointer

  package init(ioThreads: Int = 1) throws(SocketError) {
    FrameMemory.keep
    guard let raw = zmq_ctx_new() else { throw .last("zmq_ctx_new") }
    self.raw = raw
    // Without BLOCKY 0 a forgotten linger would keep the process from ending.
    try set(ZMQ_IO_THREADS, ioThreads, "ZMQ_IO_THREADS")
    try set(ZMQ_BLOCKY, 0, "ZMQ_BLOCKY")
  }

  private func set(_ option: Int32, _ value: Int, _ name: String) throws(SocketError) {
    guard zmq_ctx_set(raw, option, Int32(value)) == 0 else { throw .last("zmq_ctx_set(\(name))") }
    let got = Int(zmq_ctx_get(raw, option))
    guard got == value else { throw .optionNotKept(name: name, set: value, got: got) }
  }

  deinit {
    while zmq_ctx_term(raw) != 0, zmq_errno() == EINTR {}
  }

  /// Whether the libzmq that is loaded was built with CURVE.
  package static var canEncrypt: Bool { zmq_has("curve") != 0 }

  /// The version of the libzmq that is loaded, as "4.3.4".
  package static var libraryVersion: String {
    var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
    zmq_version(&major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
  }
}
