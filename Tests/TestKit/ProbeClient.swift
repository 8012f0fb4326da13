import Glibc

/// A peer of the tests that speaks just enough ZMTP 3.0 to misbehave: any bytes, any frame, any number of parts, cut
/// off wherever a test likes. It shares no code with the library under test.
package final class ProbeClient {
  package enum ProbeError: Error {
    case badEndpoint(String)
    case failed(operation: String, errno: Int32)
  }

  private let descriptor: Int32

  /// Connects by plain TCP or to a path, and says nothing. Accepts `tcp://IPv4:PORT` and `ipc://PATH`.
  package init(connectingTo endpoint: String) throws {
    // A peer that closes the connection must not end the process of the tests.
    signal(SIGPIPE, SIG_IGN)
    if endpoint.hasPrefix("ipc://") {
      descriptor = try Self.connect(path: String(endpoint.dropFirst("ipc://".count)))
    } else {
      descriptor = try Self.connect(tcp: endpoint)
    }
  }

  /// Connects and shakes hands as a DEALER of that routing id, so that frames of any kind can follow.
  package convenience init(connectingTo endpoint: String, as routingID: String) throws {
    try self.init(connectingTo: endpoint)
    try shakeHands(as: routingID)
  }

  deinit { disconnect() }

  private var isOpen = true

  package func disconnect() {
    guard isOpen else { return }
    isOpen = false
    close(descriptor)
  }

  /// Sends bytes as they are.
  package func send(raw bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw ProbeError.failed(operation: "send", errno: errno) }
      rest = rest.dropFirst(count)
    }
  }

  /// Sends one message of these parts.
  package func send(parts: [[UInt8]]) throws {
    for (index, part) in parts.enumerated() { try send(part: part, more: index < parts.count - 1) }
  }

  /// Sends one part; with `more` true and nothing behind it, the message never ends.
  package func send(part: [UInt8], more: Bool) throws {
    try send(raw: Self.header(size: part.count, more: more) + part)
  }

  /// Announces a part of `size` bytes and sends none of them.
  package func announce(size: Int, more: Bool = false) throws {
    try send(raw: Self.header(size: size, more: more))
  }

  /// Whether the other side closes the connection within the time.
  package func isClosedByPeer(within seconds: Double) -> Bool {
    var byte: UInt8 = 0
    while waitForInput(seconds: seconds) {
      let count = recv(descriptor, &byte, 1, 0)
      if count == 0 || (count < 0 && errno != EINTR) { return true }
    }
    return false
  }

  /// The body of the next message part, or nil when none comes within the time.
  package func receivePart(within seconds: Double) -> [UInt8]? {
    guard let flags = receive(1, within: seconds)?.first else { return nil }
    let isLong = flags & 0x02 != 0
    guard let length = receive(isLong ? 8 : 1, within: seconds) else { return nil }
    return receive(length.reduce(0) { $0 << 8 | Int($1) }, within: seconds)
  }

  private func receive(_ count: Int, within seconds: Double) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < count {
      guard waitForInput(seconds: seconds) else { return nil }
      var part = [UInt8](repeating: 0, count: count - bytes.count)
      let got = recv(descriptor, &part, part.count, 0)
      guard got > 0 else { return nil }
      bytes += part.prefix(got)
    }
    return bytes
  }

  private func waitForInput(seconds: Double) -> Bool {
    var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&item, 1, Int32(seconds * 1000)) > 0
  }
}

extension ProbeClient {
  // ZMTP 3.0: a greeting of 64 bytes, then the NULL mechanism's READY with the kind of socket and the routing id.
  private func shakeHands(as routingID: String) throws {
    let signature: [UInt8] = [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f]
    let mechanism = Array("NULL".utf8) + [UInt8](repeating: 0, count: 16)
    try send(raw: signature + [3, 0] + mechanism + [UInt8](repeating: 0, count: 32))
    let ready =
      [5] + Array("READY".utf8) + Self.property("Socket-Type", "DEALER") + Self.property("Identity", routingID)
    try send(raw: [0x04, UInt8(ready.count)] + ready)
    guard receive(64, within: 5) != nil, receivePart(within: 5) != nil else {
      throw ProbeError.failed(operation: "handshake", errno: errno)
    }
  }

  private static func property(_ name: String, _ value: String) -> [UInt8] {
    [UInt8(name.utf8.count)] + Array(name.utf8) + bigEndian(value.utf8.count, bytes: 4) + Array(value.utf8)
  }

  private static func header(size: Int, more: Bool) -> [UInt8] {
    size < 256 ? [more ? 0x01 : 0x00, UInt8(size)] : [more ? 0x03 : 0x02] + bigEndian(size, bytes: 8)
  }

  private static func bigEndian(_ value: Int, bytes: Int) -> [UInt8] {
    (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  private static func connect(tcp endpoint: String) throws -> Int32 {
    let address = endpoint.dropFirst("tcp://".count).split(separator: ":")
    guard endpoint.hasPrefix("tcp://"), address.count == 2, let port = UInt16(address[1]) else {
      throw ProbeError.badEndpoint(endpoint)
    }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    guard inet_pton(AF_INET, String(address[0]), &name.sin_addr) == 1 else { throw ProbeError.badEndpoint(endpoint) }
    return try connect(family: AF_INET, name: &name)
  }

  private static func connect(path: String) throws -> Int32 {
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: name.sun_path) else { throw ProbeError.badEndpoint(path) }
    withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
    return try connect(family: AF_UNIX, name: &name)
  }

  private static func connect<Name>(family: Int32, name: inout Name) throws -> Int32 {
    let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw ProbeError.failed(operation: "socket", errno: errno) }
    let code = withUnsafeBytes(of: &name) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) {
        Glibc.connect(descriptor, $0.baseAddress, socklen_t(MemoryLayout<Name>.size))
      }
    }
    guard code == 0 else {
      let problem = errno
      close(descriptor)
      throw ProbeError.failed(operation: "connect", errno: problem)
    }
    return descriptor
  }
}
