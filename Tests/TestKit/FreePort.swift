import Glibc

/// TCP ports of the loopback that nobody listens on now.
package enum FreePort {
  package struct NoPort: Error {
    let errno: Int32
  }

  package static func number() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 ? getsockname(descriptor, address, &length) : -1
      }
    }
    guard code == 0 else { throw NoPort(errno: errno) }
    return UInt16(bigEndian: name.sin_port)
  }

  package static func endpoint() throws -> String { "tcp://127.0.0.1:\(try number())" }
}
