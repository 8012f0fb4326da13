import Crypto
import Foundation

/// `SHA256SUMS`: the digest of each file beside it, as `sha256sum -c` reads them.
struct Checksums: Equatable {
  /// A line each: 64 lower-case hexadecimal digits, two spaces, the name.
  private(set) var lines: [Line] = []

  struct Line: Equatable {
    let name: String
    let digest: String
  }

  static let mostBytes = 1 << 16

  mutating func add(_ name: String, _ digest: SHA256.Digest) {
    lines.append(Line(name: name, digest: digest.map { String(format: "%02x", $0) }.joined()))
  }

  var text: String { lines.map { "\($0.digest)  \($0.name)\n" }.joined() }

  init() {}

  /// Reads exactly what ``text`` writes, so that no changed byte goes unnoticed; files beyond `required` may be listed,
  /// and are verified as well.
  init(parsing bytes: [UInt8], file: String, required: [String]) throws {
    var start = 0
    while start < bytes.count {
      guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")), let line = Self.line(bytes[start..<end])
      else {
        throw CheckpointError.malformed(
          file: file, offset: start, expected: "64 hexadecimal digits, two spaces and a file name in a line",
          found: "another line", hint: nil)
      }
      guard !lines.contains(where: { $0.name == line.name }) else {
        throw CheckpointError.malformed(
          file: file, offset: start, expected: "each file once", found: "\(line.name) again", hint: nil)
      }
      lines.append(line)
      start = end + 1
    }
    let missing = required.filter { name in !lines.contains { $0.name == name } }
    guard missing.isEmpty else {
      throw CheckpointError.malformed(
        file: file, offset: bytes.count, expected: "a line for \(missing.joined(separator: ", "))",
        found: "the end of the file", hint: nil)
    }
  }

  private static func line(_ bytes: ArraySlice<UInt8>) -> Line? {
    guard bytes.count > 66, let text = String(validating: bytes, as: UTF8.self) else { return nil }
    let (digest, name) = (text.prefix(64), text.dropFirst(66))
    let isDigest = digest.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    let isName = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }
    guard isDigest, digest.utf8.count == 64, text.dropFirst(64).hasPrefix("  "), isName, !name.hasPrefix(".") else {
      return nil
    }
    return Line(name: String(name), digest: String(digest))
  }

  /// Compares a file with its line.
  func verify(_ name: String, in directory: String) throws {
    guard let line = lines.first(where: { $0.name == name }) else { return }
    let path = (directory as NSString).appendingPathComponent(name)
    let found = try InputFile(path).digest().map { String(format: "%02x", $0) }.joined()
    guard found == line.digest else {
      throw CheckpointError.unfit(
        file: path, expected: "SHA-256 \(line.digest)", found: found,
        hint: "the file was damaged or exchanged after it was written")
    }
  }
}
