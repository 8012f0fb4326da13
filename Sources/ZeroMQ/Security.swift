import CZeroMQ

/// How the connections of a socket are protected.
package enum Security: Sendable {
  /// Plain bytes, and everybody is let in: for what stays within one host.
  case none
  /// CURVE (ZeroMQ RFC 26): whoever connects has to have a key that the context's ``Gate`` lets in.
  case server(KeyPair)
  /// CURVE, to the one server that has this key.
  case client(KeyPair, server: PublicKey)

  /// Whom a ``Gate`` is asked about.
  static let domain = "mgd"
}

extension Socket {
  /// To be set before the socket binds or connects.
  func protect(_ security: Security) throws(SocketError) {
    switch security {
    case .none: return
    case .server(let keys):
      guard Context.canEncrypt else { throw .noEncryption }
      try set(Option(ZMQ_CURVE_SERVER, 1, "ZMQ_CURVE_SERVER"))
      try set(ZMQ_CURVE_SECRETKEY, keys.secret, "ZMQ_CURVE_SECRETKEY")
      try set(ZMQ_ZAP_DOMAIN, Security.domain, "ZMQ_ZAP_DOMAIN")
      // A domain alone fails open: without a gate everybody would get in.
      try set(Option(MGD_ZAP_ENFORCE_DOMAIN, 1, "ZMQ_ZAP_ENFORCE_DOMAIN"))
    case .client(let keys, let server):
      guard Context.canEncrypt else { throw .noEncryption }
      try set(ZMQ_CURVE_SERVERKEY, server.text, "ZMQ_CURVE_SERVERKEY")
      try set(ZMQ_CURVE_PUBLICKEY, keys.publicKey.text, "ZMQ_CURVE_PUBLICKEY")
      try set(ZMQ_CURVE_SECRETKEY, keys.secret, "ZMQ_CURVE_SECRETKEY")
    }
  }

  private func set(_ option: Int32, _ text: String, _ name: String) throws(SocketError) {
    let bytes = Array(text.utf8)
    guard zmq_setsockopt(raw, option, bytes, bytes.count) == 0 else { throw .last("zmq_setsockopt(\(name))") }
  }
}
