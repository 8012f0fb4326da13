import Glibc

/// What becomes of a plain connection to an address, told apart as the system tells it apart. Waits, so not for a socket thread.
package enum Probe: Equatable, Sendable {
  /// Something listens there; this is the address of this host that the connection has.
  case connected(from: String)
  case refused(from: String?)
  /// No way there, as the system says it.
  case unreachable(reason: String)
  /// No answer at all.
  case silent
  case notResolved(reason: String)
  /// The name means this host alone.
  case onlyLoopback(host: String, address: String)

  private static let patience: Duration = .seconds(3)

  /// Tries the path, or the first address that the endpoint's host has.
  package static func connect(to endpoint: Endpoint) -> Probe {
    switch endpoint {
    case .ipc(let path): Probe(LocalListener.find(at: path))
    case .tcp(let host, let port): connect(to: host, port, endpoint)
    }
  }

  private init(_ listener: LocalListener) {
    self =
      switch listener {
      case .there: .connected(from: "this host")
      case .gone: .refused(from: nil)
      case .busy: .silent
      case .unreachable(let code): .unreachable(reason: String(cString: strerror(code)))
      }
  }

  private static func connect(to host: String, _ port: UInt16, _ endpoint: Endpoint) -> Probe {
    do {
      let addresses = try ResolvedAddress.resolve(host: host, endpoint: endpoint)
      return connect(to: addresses[0], port)
    } catch {
      return switch error {
      case .notResolved(_, let reason): .notResolved(reason: reason)
      case .onlyLoopback(_, let host, let address): .onlyLoopback(host: host, address: address)
      default: .notResolved(reason: "\(error)")
      }
    }
  }

  private static func connect(to address: ResolvedAddress, _ port: UInt16) -> Probe {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(address.text, "\(port)", &hints, &list) == 0, let list else {
      return .notResolved(reason: "no address")
    }
    defer { freeaddrinfo(list) }
    let kind = hints.ai_socktype | Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(list.pointee.ai_family, kind, 0)
    guard descriptor >= 0 else { return .unreachable(reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    if Glibc.connect(descriptor, list.pointee.ai_addr, list.pointee.ai_addrlen) == 0 {
      return .connected(from: LocalAddress.text(of: descriptor) ?? "?")
    }
    guard errno == EINPROGRESS else { return outcome(errno, descriptor) }
    var item = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    guard poll(&item, 1, Int32(patience / .milliseconds(1))) > 0 else { return .silent }
    var code: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
    return outcome(code, descriptor)
  }

  private static func outcome(_ code: Int32, _ descriptor: Int32) -> Probe {
    switch code {
    case 0: .connected(from: LocalAddress.text(of: descriptor) ?? "?")
    case ECONNREFUSED: .refused(from: LocalAddress.text(of: descriptor))
    case ETIMEDOUT: .silent
    default: .unreachable(reason: String(cString: strerror(code)))
    }
  }
}

extension Probe: CustomStringConvertible {
  package var description: String {
    switch self {
    case .connected(let local): "something listens there, reached from \(local)"
    case .refused(let local):
      "connection refused" + (local.map { " (from \($0))" } ?? "")
        + (local == nil
          ? ": nothing listens there; is mgd-coordinator running?"
          : ": nothing listens there for this host; is mgd-coordinator running, at this port, and at an address that others reach "
            + "(cluster.listen)? A firewall that rejects looks like this, too")
    case .unreachable(let reason):
      "unreachable (\(reason)); check the address, the network, and a firewall that rejects"
    case .onlyLoopback(let host, let address): SocketError.onlyLoopbackText(host, address)
    case .silent: "no answer in 3 s; check the address, the host, and a firewall before its port"
    case .notResolved(let reason): "the name does not resolve (\(reason)); check the spelling and this host's DNS"
    }
  }
}
