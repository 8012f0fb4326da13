import Glibc

/// A numeric IP address.
package struct ResolvedAddress: Hashable, Sendable {
  package let text: String
  package let isIPv6: Bool
  package let isLoopback: Bool

  /// Nil when `text` is a name.
  package init?(numeric text: String) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      self.init(text: text, isIPv6: false, isLoopback: UInt32(bigEndian: four.s_addr) >> 24 == 127)
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      self.init(text: text, isIPv6: true, isLoopback: withUnsafeBytes(of: six, isLoopbackIPv6))
    } else {
      return nil
    }
  }

  private init(text: String, isIPv6: Bool, isLoopback: Bool) {
    self.text = text
    self.isIPv6 = isIPv6
    self.isLoopback = isLoopback
  }

  /// The addresses by which a host can be reached, IPv4 first (a name such as `localhost` has both, and most programs listen on IPv4).
  ///
  /// Throws `SocketError.onlyLoopback` for a name that has none. May wait for DNS.
  package static func resolve(host: String, endpoint: Endpoint) throws(SocketError) -> [ResolvedAddress] {
    try reachable(lookUp(host: host, endpoint: endpoint), of: host, endpoint)
  }

  /// A loopback address is only meant by who says so: Debian's /etc/hosts has 127.0.1.1 for the host's own name, where other hosts have
  /// another address for it.
  static func reachable(
    _ found: [ResolvedAddress], of host: String, _ endpoint: Endpoint
  ) throws(SocketError) -> [ResolvedAddress] {
    guard ResolvedAddress(numeric: host) == nil, !Endpoint.isNameOfLoopback(host) else { return found }
    let reachable = found.filter { !$0.isLoopback }
    guard reachable.isEmpty, let address = found.first else { return reachable }
    throw .onlyLoopback(endpoint: endpoint.description, host: host, address: address.text)
  }

  /// All addresses of a host, IPv4 first. libzmq's own resolving says nothing when a name does not resolve.
  package static func lookUp(host: String, endpoint: Endpoint) throws(SocketError) -> [ResolvedAddress] {
    if let address = ResolvedAddress(numeric: host) { return [address] }
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, nil, &hints, &list)
    guard code == 0 else {
      throw .notResolved(endpoint: endpoint.description, reason: String(cString: gai_strerror(code)))
    }
    defer { freeaddrinfo(list) }
    let found = sequence(first: list) { $0?.pointee.ai_next }
      .prefix { $0 != nil }
      .compactMap { $0.flatMap { numericText($0.pointee) } }
      .compactMap(ResolvedAddress.init(numeric:))
    guard !found.isEmpty else { throw .notResolved(endpoint: endpoint.description, reason: "no IP address") }
    return found.filter { !$0.isIPv6 } + found.filter(\.isIPv6)
  }
}

extension Endpoint {
  /// Whether a name means its own host everywhere (RFC 6761).
  static func isNameOfLoopback(_ host: String) -> Bool {
    let name = host.lowercased()
    return name == "localhost" || name.hasSuffix(".localhost")
  }

  /// Whether a host has to be looked up before anybody can connect to it.
  package var isName: Bool {
    guard case .tcp(let host, _) = self else { return false }
    return host != "*" && ResolvedAddress(numeric: host) == nil
  }

  /// The addresses by which the host can be reached now, at least one. May wait for DNS.
  package func numeric() throws(SocketError) -> [Endpoint] {
    guard case .tcp(let host, let port) = self, isName else { return [self] }
    return try ResolvedAddress.resolve(host: host, endpoint: self).map { .tcp(host: $0.text, port: port) }
  }
}

private func isLoopbackIPv6(_ bytes: UnsafeRawBufferPointer) -> Bool {
  bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
}

private func numericText(_ info: addrinfo) -> String? {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { buffer in
    let code = getnameinfo(
      info.ai_addr, info.ai_addrlen, buffer.baseAddress, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST)
    return code == 0 ? buffer.baseAddress.map { String(cString: $0) } : nil
  }
}
