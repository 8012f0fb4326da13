import Glibc

/// Where a service manager hears what its service says of itself: a datagram socket of this host (sd_notify(3)).
struct NotifySocket: Sendable {
  private let address: sockaddr_un
  private let length: socklen_t

  /// Nil for what is no address of a datagram socket here.
  ///
  /// - Parameter name: `/PATH`, or `@NAME` for one in the abstract name space.
  init?(_ name: String) {
    var bytes = Array(name.utf8)
    guard bytes.count > 1, name.hasPrefix("/") || name.hasPrefix("@") else { return nil }
    // An abstract name begins with a zero and is as long as it is; a path ends with one.
    if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 } else { bytes.append(0) }
    var address = sockaddr_un()
    guard bytes.count <= MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    self.address = address
    length = socklen_t(MemoryLayout<sockaddr_un>.offset(of: \.sun_path)! + bytes.count)
  }

  /// Sends one datagram and never waits.
  ///
  /// - Returns: Whether it was taken.
  func send(_ text: String) -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    return withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        sendto(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL), name, length)
          == bytes.count
      }
    }
  }
}
