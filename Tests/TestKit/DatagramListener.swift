import Glibc

/// A service manager's end of the notification socket.
package final class DatagramListener: Sendable {
  package struct Unbound: Error {
    let errno: Int32
  }

  /// As `NOTIFY_SOCKET` says it.
  package let name: String
  private let descriptor: Int32

  /// - Parameter name: `/PATH`, or `@NAME` for the abstract name space.
  package init(_ name: String) throws {
    self.name = name
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = name.hasPrefix("@") ? [0] + Array(name.utf8.dropFirst()) : Array(name.utf8) + [0]
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let code = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    guard code == 0 else { throw Unbound(errno: errno) }
  }

  deinit { close(descriptor) }

  /// The next datagram; nil when none comes in time.
  package func next(within milliseconds: Int32 = 0) -> String? {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, milliseconds) == 1 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  /// All lines that have come.
  package func lines() -> [String] {
    var lines: [String] = []
    while let datagram = next() { lines += datagram.split(separator: "\n").map(String.init) }
    return lines
  }
}
