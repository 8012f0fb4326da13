import Crypto
import Foundation

extension Lineage {
  package static let fileName = "lineage"

  private static let mostBytes = 1 << 22
  private static let currentFormat = 1

  /// Nil when the run directory has none: no coordinator has led it yet.
  ///
  /// - Throws: ``CheckpointError`` for a file that is not as it was written.
  package static func read(from directory: String) throws -> Lineage? {
    let path = (directory as NSString).appendingPathComponent(fileName)
    let bytes: Data
    do { bytes = try InputFile(path).contents(most: mostBytes) } catch CheckpointError.missing { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 3, lines[2].isEmpty, Self.digest(lines[0]) == lines[1], Data(text.utf8) == bytes else {
      throw damaged(path, "a line of JSON and its SHA-256", "other text")
    }
    do {
      let file = try JSONDecoder().decode(LineageFile.self, from: Data(lines[0].utf8))
      guard file.format <= currentFormat else {
        throw damaged(path, "lineage format \(currentFormat) or older", "format \(file.format) of a newer mgd")
      }
      return file.lineage
    } catch let error as DecodingError {
      throw damaged(path, "the lineage of a run", "\(error)")
    }
  }

  /// Durable after the return.
  package func write(to directory: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let file = LineageFile(format: Self.currentFormat, lineage: self)
    let line = String(decoding: try encoder.encode(file), as: UTF8.self)
    let path = (directory as NSString).appendingPathComponent(Self.fileName)
    try AtomicFile.write(Data("\(line)\n\(Self.digest(line))\n".utf8), to: path)
  }

  /// What a person can do about a lineage that is not as it should be.
  package static let remedy =
    "restore the file, or give --resume PATH with one of the run's checkpoints, or --resume never"

  static func digest(_ line: some StringProtocol) -> String {
    SHA256.hash(data: Data(line.utf8)).map { String(format: "%02x", $0) }.joined()
  }

  private static func damaged(_ path: String, _ expected: String, _ found: String) -> CheckpointError {
    .unfit(
      file: path, expected: expected, found: found,
      hint: remedy)
  }
}

/// The content of the first line.
private struct LineageFile: Codable {
  let format: Int
  let lineage: Lineage
}
