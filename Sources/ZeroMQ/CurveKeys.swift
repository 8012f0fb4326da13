import CZeroMQ

/// A CURVE public key: 32 bytes, written as 40 characters of Z85 (ZeroMQ RFC 32), as libzmq's own tools write it.
package struct PublicKey: Hashable, Sendable {
  package let text: String

  /// Nil for anything but 40 characters that are the Z85 of 32 bytes.
  package init?(_ text: some StringProtocol) {
    guard CurveText.isKey(text) else { return nil }
    self.text = String(text)
  }

  /// Nil unless there are 32 of them.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    var text = [CChar](repeating: 0, count: CurveText.length + 1)
    guard zmq_z85_encode(&text, bytes, bytes.count) != nil else { return nil }
    self.text = CurveText.string(text)
  }
}

/// A CURVE secret key and its public key. Never printed: a description shows the public half alone.
package struct KeyPair: Sendable, CustomStringConvertible {
  package let publicKey: PublicKey
  package let secret: String

  /// New, from the system's random numbers.
  package static func generate() throws(SocketError) -> KeyPair {
    var publicText = [CChar](repeating: 0, count: CurveText.length + 1)
    var secret = publicText
    guard zmq_curve_keypair(&publicText, &secret) == 0 else { throw .last("zmq_curve_keypair") }
    return try KeyPair(secret: CurveText.string(secret))
  }

  /// From a secret key's 40 characters of Z85.
  package init(secret: String) throws(SocketError) {
    guard CurveText.isKey(secret) else { throw .failed(operation: "zmq_curve_public", code: EINVAL, endpoint: nil) }
    var text = [CChar](repeating: 0, count: CurveText.length + 1)
    guard zmq_curve_public(&text, secret) == 0, let publicKey = PublicKey(CurveText.string(text)) else {
      throw .last("zmq_curve_public")
    }
    (self.secret, self.publicKey) = (secret, publicKey)
  }

  package var description: String { "KeyPair(publicKey: \(publicKey.text))" }
}

/// How keys are written.
package enum CurveText {
  package static let length = 40

  /// Whether this is the Z85 of 32 bytes.
  package static func isKey(_ text: some StringProtocol) -> Bool {
    guard text.utf8.count == length, text.utf8.allSatisfy(alphabet.contains) else { return false }
    var bytes = [UInt8](repeating: 0, count: 32)
    // Five letters can stand for more than four bytes hold, which libzmq refuses.
    return zmq_z85_decode(&bytes, String(text)) != nil
  }

  fileprivate static func string(_ text: [CChar]) -> String {
    String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static let alphabet = Set(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8)
}
