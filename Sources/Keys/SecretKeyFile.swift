import Glibc
import ZeroMQ

/// A file with one secret key, which only its owner may read.
///
///     # Secret key of worker-1. Whoever reads it is worker-1: keep it on this host alone.
///     secret-key rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7
package enum SecretKeyFile {
  private static let word = "secret-key"

  /// Whether nobody may have this name: a line of a secret key begins with it.
  package static func isReserved(_ name: some StringProtocol) -> Bool { name.lowercased() == word }

  /// Reads the key pair.
  ///
  /// - Parameter credentials: The directory where the service manager puts secrets for this process alone
  ///   (`$CREDENTIALS_DIRECTORY`): access lists there show as permissions of the group.
  /// - Throws: ``KeyFileError``: not there, not a key, or readable by others than its owner.
  package static func read(_ path: String, credentials: String? = nil) throws(KeyFileError) -> KeyPair {
    let file = try KeyFileContent(path, hint: "mgd keygen NAME makes one")
    let lines = KeyLine.all(in: file.text)
    // Before its mode, which is right for what it is.
    if let line = lines.first { try refusePublic(line, path) }
    try check(file, path, isCredential: credentials.map { path.hasPrefix($0 + "/") } ?? false)
    guard let line = lines.first else {
      throw .malformed(file: path, line: 1, expected: "'\(word) KEY'", found: "no such line")
    }
    guard lines.count == 1 else {
      throw .malformed(file: path, line: lines[1].number, expected: "one key", found: "another line")
    }
    // What was found is not repeated: it may be most of a secret.
    guard line.words.count == 2, line.words[0] == word, let pair = try? KeyPair(secret: String(line.words[1])) else {
      throw .malformed(
        file: path, line: line.number, expected: "'\(word) KEY' with a key of 40 characters of Z85",
        found: "something else")
    }
    return pair
  }

  private static func refusePublic(_ line: KeyLine, _ path: String) throws(KeyFileError) {
    guard line.isOfPublic else { return }
    throw .malformed(
      file: path, line: line.number, expected: "'\(word) KEY'",
      found: "'NAME KEY' of a public key file; name the .secret file that mgd keygen wrote with it")
  }

  private static func check(_ file: KeyFileContent, _ path: String, isCredential: Bool) throws(KeyFileError) {
    let open: mode_t = isCredential ? 0o007 : 0o077
    guard file.mode & open == 0 else {
      throw .notPrivate(
        file: path, problem: "mode \(String(file.mode, radix: 8)) lets others read it",
        remedy: "chmod 600 \(path), or make a new key if anybody did")
    }
    guard !file.isForeign else {
      throw .notPrivate(
        file: path, problem: "it belongs to user \(file.owner), not to \(geteuid())",
        remedy: "chown it to the user that runs mgd")
    }
  }

  /// Writes the secret key with mode 0600, and never over another.
  ///
  /// - Throws: ``KeyFileError``; then nothing is left behind.
  package static func write(_ pair: KeyPair, of name: String, to path: String) throws(KeyFileError) {
    let text =
      "# Secret key of \(name). Whoever reads it is \(name): keep it on this host alone.\n\(word) \(pair.secret)\n"
    try NewFile.write(text, to: path, mode: 0o600)
  }
}
