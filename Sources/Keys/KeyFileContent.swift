import Glibc
import ZeroMQ

/// The text of a small file, and who may read it.
struct KeyFileContent {
  let text: String
  let mode: mode_t
  let owner: uid_t
  /// Whether another user than this one and root can change it.
  var isForeign: Bool { owner != geteuid() && owner != 0 }

  /// Lists of a fleet's keys are far below this.
  private static let most = 1 << 20

  /// - Parameter hint: What to do when there is no such file.
  init(_ path: String, hint: String) throws(KeyFileError) {
    // Without O_NONBLOCK a named pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { throw .missing(file: path, hint: hint) }
      throw .unreadable(file: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else {
      throw .unreadable(file: path, reason: String(cString: strerror(errno)))
    }
    guard info.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(file: path, reason: "it is a directory or a device")
    }
    (mode, owner) = (info.st_mode & 0o777, info.st_uid)
    text = try Self.text(of: descriptor, path)
  }

  private static func text(of descriptor: Int32, _ path: String) throws(KeyFileError) -> String {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 12)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(file: path, reason: String(cString: strerror(errno))) }
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += piece[..<count]
      guard bytes.count <= most else { throw .unreadable(file: path, reason: "it has more than \(most) bytes") }
    }
  }
}

/// A line of a file of keys that says something: its number, and its words.
struct KeyLine {
  let number: Int
  let words: [Substring]

  /// Whether it is a secret key's, wherever it was pasted.
  var isOfSecret: Bool { words.contains { SecretKeyFile.isReserved($0) } }

  /// Whether it is one of an ``AllowList``, as a public key file has it.
  var isOfPublic: Bool { (2...3).contains(words.count) && !isOfSecret && PublicKey(words[1]) != nil }

  /// Empty lines, and those that begin with `#`, say nothing. A key may have `#` in it.
  static func all(in text: String) -> [KeyLine] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().compactMap { index, line in
      let words = line.split { $0 == " " || $0 == "\t" }
      guard let first = words.first, !first.hasPrefix("#") else { return nil }
      return KeyLine(number: index + 1, words: words)
    }
  }
}
