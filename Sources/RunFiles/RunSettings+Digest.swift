import Crypto
import Foundation

extension RunSettings {
  /// SHA-256 of all keys that the weights are a function of, in lower-case hexadecimal.
  ///
  /// Values are taken as resolved: two run files that mean the same have one digest. The contents of data files have
  /// digests of their own.
  package var decidingDigest: String {
    SHA256.hash(data: Data(decidingText.utf8)).map { String(format: "%02x", $0) }.joined()
  }

  /// A line for each deciding key.
  var decidingText: String {
    sections.flatMap { section in
      section.keys.filter { $0.role == .deciding }.map { "\(section.name).\($0.name) = \($0.value)\n" }
    }.joined()
  }
}
