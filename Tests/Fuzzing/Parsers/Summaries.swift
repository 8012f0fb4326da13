import Foundation
import Telemetry

/// `summary.json` of a run, as `mgd inspect` shows it.
enum Summaries {
  static func check(_ input: [UInt8]) throws {
    let summary: StoredSummary
    do { summary = try StoredSummary(json: Data(input)) } catch is DecodingError { return }
    let lines = summary.lines
    try require(lines.contains { $0.title == "status" }, "no status in \(lines)")
    try require(Set(lines.map(\.title)).count == lines.count, "a title twice in \(lines)")
    try require(
      lines.allSatisfy { !$0.words.isEmpty || $0.title == "run" || $0.title == "status" }, "no words in \(lines)")
  }
}
