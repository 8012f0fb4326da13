import Crypto
import Foundation
import Reduction

/// SHA-256 digests, as hexadecimal text, of what the members of a run must agree on.
enum Digest {
  static func of(_ vectors: [FlatBuffer], title: String) -> String {
    of(vectors.map { UnsafeRawBufferPointer($0.bytes) }, title: title)
  }

  static func of(_ pieces: [UnsafeRawBufferPointer], title: String) -> String {
    var hash = SHA256()
    hash.update(data: Data(title.utf8))
    for piece in pieces { hash.update(bufferPointer: piece) }
    return hash.finalize().map { String(format: "%02x", $0) }.joined()
  }
}
