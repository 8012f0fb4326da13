import CZeroMQ

extension Socket {
  /// Listens, and gives the address that peers can use: port 0 becomes the port that the system chose.
  ///
  /// A path of ipc is locked first, because libzmq would silently take it away from a live listener; what lies there
  /// and is no socket is left alone.
  @discardableResult
  package func bind(to endpoint: Endpoint) throws(SocketError) -> Endpoint {
    switch endpoint {
    case .tcp(let host, let port):
      try attach("zmq_bind", zmq_bind, try numericAddress(host, port, of: endpoint), for: endpoint)
    case .ipc(let path):
      let lock = try PathLock(guarding: path)
      try PathLock.requireSocketOrNothing(at: path)
      try attach("zmq_bind", zmq_bind, endpoint.description, for: endpoint)
      self.lock = lock
    }
    return try boundEndpoint(asked: endpoint)
  }

  /// Begins to connect, to the first of a host's addresses; libzmq goes on trying by itself. Resolving a name may wait for DNS.
  package func connect(to endpoint: Endpoint) throws(SocketError) {
    switch endpoint {
    case .tcp(let host, let port):
      guard !endpoint.isForListening else {
        throw .badEndpoint("\(endpoint)", problem: "an address to listen at, not one to reach")
      }
      try attach("zmq_connect", zmq_connect, try numericAddress(host, port, of: endpoint), for: endpoint)
    case .ipc:
      try attach("zmq_connect", zmq_connect, endpoint.description, for: endpoint)
    }
  }

  private func numericAddress(
    _ host: String, _ port: UInt16, of endpoint: Endpoint
  ) throws(SocketError) -> String {
    if host == "*" { return "tcp://*:\(port)" }
    let address = try ResolvedAddress.resolve(host: host, endpoint: endpoint)[0]
    if address.isIPv6 { try set(Option(ZMQ_IPV6, 1, "ZMQ_IPV6")) }
    return Endpoint.tcp(host: address.text, port: port).description
  }

  private func attach(
    _ operation: String, _ call: (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> Int32, _ address: String,
    for endpoint: Endpoint
  ) throws(SocketError) {
    guard call(raw, address) == 0 else { throw .last(operation, endpoint: endpoint.description) }
  }

  private func boundEndpoint(asked: Endpoint) throws(SocketError) -> Endpoint {
    guard case .tcp(let host, _) = asked else { return asked }
    var text = [CChar](repeating: 0, count: 256)
    var size = text.count
    guard zmq_getsockopt(raw, ZMQ_LAST_ENDPOINT, &text, &size) == 0 else {
      throw .last("zmq_getsockopt(ZMQ_LAST_ENDPOINT)", endpoint: asked.description)
    }
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let bound = try Endpoint(parsing: String(decoding: bytes, as: UTF8.self))
    guard case .tcp(_, let port) = bound else { return asked }
    return .tcp(host: host, port: port)
  }
}
