import Glibc

/// What lies at a path where a program of this host may listen.
enum LocalListener: Equatable {
  case there
  /// A socket that a program left which has ended, or none at all.
  case gone
  /// Nobody took the connection: those that wait fill the queue.
  case busy
  case unreachable(code: Int32)

  /// Really connects, without waiting; the other side sees a connection that ends at once.
  static func find(at path: String) -> LocalListener {
    guard let name = name(path) else { return .unreachable(code: ENAMETOOLONG) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { return .unreachable(code: errno) }
    defer { close(descriptor) }
    let code = withUnsafePointer(to: name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 ? 0 : errno
      }
    }
    switch code {
    case 0: return .there
    case ECONNREFUSED, ENOENT: return .gone
    case EAGAIN: return .busy
    default: return .unreachable(code: code)
    }
  }

  private static func name(_ path: String) -> sockaddr_un? {
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    // One byte stays zero, which ends the path.
    guard bytes.count < MemoryLayout.size(ofValue: name.sun_path) else { return nil }
    withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
    return name
  }
}
