/// Where a socket listens or connects: a TCP address or a path in the file system.
package enum Endpoint: Hashable, Sendable {
  /// Host is a name, an IPv4 address, an IPv6 address without brackets, or `*` for all addresses when listening.
  case tcp(host: String, port: UInt16)
  case ipc(path: String)
}

extension Endpoint {
  /// The longest path that fits into the system's socket address.
  package static let longestPath = 107

  /// Reads `tcp://HOST:PORT` (IPv6 in brackets) or `ipc://PATH`.
  package init(parsing text: String) throws(SocketError) {
    if text.hasPrefix("tcp://") {
      self = try Self.parseTCP(text)
    } else if text.hasPrefix("ipc://") {
      self = try Self.parseIPC(text)
    } else {
      throw .badEndpoint(text, problem: "unknown scheme")
    }
  }

  private static func parseTCP(_ text: String) throws(SocketError) -> Endpoint {
    let address = text.dropFirst("tcp://".count)
    guard let colon = address.lastIndex(of: ":") else { throw .badEndpoint(text, problem: "the port is missing") }
    let digits = address[address.index(after: colon)...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = UInt16(digits) else {
      throw .badEndpoint(text, problem: "port '\(digits)' is not a number from 0 to 65535")
    }
    return .tcp(host: try parseHost(address[..<colon], in: text), port: port)
  }

  private static func parseHost(_ host: Substring, in text: String) throws(SocketError) -> String {
    if host.hasPrefix("[") || host.hasSuffix("]") { return try parseBracketed(host, in: text) }
    guard !host.isEmpty else { throw .badEndpoint(text, problem: "the host is missing") }
    guard host.utf8.count <= 253 else { throw .badEndpoint(text.prefix(60) + "...", problem: "the host is too long") }
    // `;` and `/` mean something to libzmq, blanks and control characters to nobody.
    let allowed = host.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || "-._*".utf8.contains(byte)
    }
    guard allowed else { throw .badEndpoint(text, problem: "host '\(host)' has a character that no host name has") }
    return String(host)
  }

  private static func parseBracketed(_ host: Substring, in text: String) throws(SocketError) -> String {
    let address = String(host.dropFirst().dropLast())
    // An address ends at a zero byte for the system.
    guard host == "[\(address)]", !address.utf8.contains(0), ResolvedAddress(numeric: address)?.isIPv6 == true else {
      throw .badEndpoint(text, problem: "host '\(host)' is no IPv6 address in brackets")
    }
    return address
  }

  private static func parseIPC(_ text: String) throws(SocketError) -> Endpoint {
    let path = text.dropFirst("ipc://".count)
    guard path.hasPrefix("/"), path.count > 1 else { throw .badEndpoint(text, problem: "the path must be absolute") }
    guard path.utf8.count <= longestPath else {
      throw .badEndpoint(text, problem: "the path has \(path.utf8.count) bytes, the system allows \(longestPath)")
    }
    guard !path.utf8.contains(0) else { throw .badEndpoint(text, problem: "the path has a zero byte") }
    return .ipc(path: String(path))
  }

  /// Whether it stands for all addresses of a host, so that nobody can connect to it and mean a certain one.
  package var isForListening: Bool {
    guard case .tcp(let host, let port) = self else { return false }
    return ["*", "0.0.0.0", "::"].contains(host) || port == 0
  }

  /// Whether only programs of this host can reach it: an ipc path, or a loopback address (`localhost` counts).
  package var isLocal: Bool {
    switch self {
    case .ipc: true
    case .tcp(let host, _): host == "localhost" || ResolvedAddress(numeric: host)?.isLoopback == true
    }
  }
}

extension Endpoint: CustomStringConvertible {
  package var description: String {
    switch self {
    case .ipc(let path): "ipc://\(path)"
    case .tcp(let host, let port): host.contains(":") ? "tcp://[\(host)]:\(port)" : "tcp://\(host):\(port)"
    }
  }
}
