import Glibc
import Testing

/// Leaves a socket as a program does that was killed.
func leaveSocket(at path: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  var name = sockaddr_un()
  name.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
  let isBound = withUnsafeBytes(of: &name) { bytes in
    bytes.withMemoryRebound(to: sockaddr.self) {
      bind(descriptor, $0.baseAddress, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
    }
  }
  try #require(isBound, sourceLocation: sourceLocation)
}
