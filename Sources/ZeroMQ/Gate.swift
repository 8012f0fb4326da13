import CZeroMQ

/// Answers libzmq when somebody with a key connects: ZeroMQ's authentication protocol, RFC 27.
///
/// One a context, made before anything that it guards listens. While there is none, nobody gets in. Belongs to the thread that made it.
package final class Gate {
  package let socket: Socket

  private static let address = "inproc://zeromq.zap.01"
  /// So many are answered before others have their turn: strangers can come as fast as they like.
  private static let mostAtOnce = 64

  package init(context: Context) throws(SocketError) {
    socket = try Socket(.gate, context: context)
    guard zmq_bind(socket.raw, Self.address) == 0 else { throw .last("zmq_bind", endpoint: Self.address) }
  }

  /// Answers those who wait; throws `SocketError.gateLost` when that is not possible any more. Whom `admits` refuses hears so, and may come again with another connection.
  package func answer(_ admits: (_ key: PublicKey, _ address: String) -> Bool) throws(SocketError) {
    guard !socket.isClosed else { throw .gateLost }
    for _ in 0..<Self.mostAtOnce {
      guard let parts = try receive() else { return }
      guard let request = Request(parts) else {
        try reply(to: parts.count > 1 ? parts[1] : [], code: "400", user: "")
        continue
      }
      // 300 would be tried again by libzmq for ever, and in silence.
      let isAdmitted = admits(request.key, request.address)
      try reply(to: request.id, code: isAdmitted ? "200" : "400", user: isAdmitted ? request.key.text : "")
    }
  }

  private func receive() throws(SocketError) -> [[UInt8]]? {
    guard var part = try socket.receivePart() else { return nil }
    var parts = [Self.bytes(part)]
    while part.hasMore, let next = try socket.receivePart() {
      part = next
      parts.append(Self.bytes(part))
    }
    return parts
  }

  private static func bytes(_ part: Frame) -> [UInt8] { withExtendedLifetime(part) { Array(part.bytes) } }

  private func reply(to id: [UInt8], code: String, user: String) throws(SocketError) {
    let text = code == "200" ? "welcome" : "unknown key"
    let parts = [Array("1.0".utf8), id, Array(code.utf8), Array(text.utf8), Array(user.utf8), []]
    for part in parts.dropLast() { _ = try socket.send(Frame(part), flags: ZMQ_DONTWAIT | ZMQ_SNDMORE) }
    // Who does not wait any more is no loss.
    _ = try socket.send(Frame(parts[parts.count - 1]), flags: ZMQ_DONTWAIT)
  }
}

extension Gate {
  /// Somebody who connects with a key.
  struct Request: Equatable {
    let id: [UInt8]
    let address: String
    let key: PublicKey

    /// Nil unless it is what RFC 27 says, in every part.
    init?(_ parts: [[UInt8]]) {
      guard parts.count == 7, parts[0].elementsEqual("1.0".utf8), parts[2].elementsEqual(Security.domain.utf8),
        parts[5].elementsEqual("CURVE".utf8), let key = PublicKey(bytes: parts[6])
      else { return nil }
      id = parts[1]
      address = String(decoding: parts[3], as: UTF8.self)
      self.key = key
    }
  }
}
