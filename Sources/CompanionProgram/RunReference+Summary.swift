import Foundation
import Telemetry

extension RunReference {
  /// The figures with which the run ended last.
  ///
  /// - Throws: ``CompanionError`` when they cannot be read.
  var summary: StoredSummary {
    get throws {
      do {
        return try StoredSummary(json: Data(try summaryText.utf8))
      } catch is DecodingError {
        throw CompanionError.badSummary(path: summaryPath, reason: "other contents, or a file that is cut short")
      }
    }
  }

  /// The same as it stands in the file, as one line.
  var summaryLine: String {
    get throws {
      // No string of JSON goes over the end of a line; other characters that end lines may stand in one.
      try summaryText.unicodeScalars.split { $0 == "\n" || $0 == "\r" }
        .map { String($0).trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
    }
  }

  private var summaryPath: String { file("summary.json") }

  private var summaryText: String {
    get throws {
      guard let data = FileManager.default.contents(atPath: summaryPath) else {
        throw CompanionError.unreadable(path: summaryPath, reason: "no permission, or no file")
      }
      return String(decoding: data, as: UTF8.self)
    }
  }
}
