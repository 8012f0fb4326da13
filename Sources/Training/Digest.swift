import Crypto
import Foundation
import Reduction

/// SHA-256 digests, as hexadecimal text, of what the members of a run must agree on.
enum Digest {
  static func of(_ vectors: [FlatBuffer], title: String) -> String {
    var hash = SHA256()
    hash.update(data: Data(title.utf8))
    for vector in vectors { hash.update(bufferPointer: UnsafeRawBufferPointer(vector.bytes)) }
    return hash.finalize().map { String(format: "%02x", $0) }.joined()
  }
}
