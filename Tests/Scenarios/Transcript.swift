import Foundation
import TestKit
import Testing

/// A conversation on file.
struct Transcript {
  let name: String

  init(_ name: String) {
    self.name = name
  }

  /// Runs the story and compares it with the file, line by line.
  func expect(_ settings: SimulationSettings) throws {
    let cluster = SimulatedCluster(settings)
    cluster.run()
    #expect(cluster.problems.isEmpty)
    let text = cluster.trace.lines.joined(separator: "\n") + "\n"
    if ProcessInfo.processInfo.environment["MGD_RECORD"] != nil {
      try text.write(to: source, atomically: true, encoding: .utf8)
      Issue.record(
        "\(name): recorded \(cluster.trace.lines.count) lines; read what changed, then test without MGD_RECORD")
      return
    }
    compare(text, with: try String(contentsOf: source, encoding: .utf8))
  }

  private func compare(_ text: String, with expected: String) {
    guard text != expected else { return }
    let (got, wanted) = (text.split(separator: "\n"), expected.split(separator: "\n"))
    let place = zip(got, wanted).enumerated().first { $1.0 != $1.1 }?.offset ?? min(got.count, wanted.count)
    let ours = place < got.count ? got[place] : "the end"
    let theirs = place < wanted.count ? wanted[place] : "the end"
    Issue.record(
      "\(name), line \(place + 1):\n  expected \(theirs)\n  got      \(ours)\nMGD_RECORD=1 swift test --filter Scenarios writes it anew"
    )
  }

  private var source: URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Transcripts/\(name).txt")
  }
}
