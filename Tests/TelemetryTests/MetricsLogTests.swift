import Foundation
import Testing

@testable import Telemetry

@Suite struct MetricsLogTests {
  @Test("lines are added, also by a second life")
  func lines() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "metrics-\(UUID().uuidString).jsonl").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let first = try MetricsLog(path: path)
    try first.record(Samples.step)
    first.close()
    let second = try MetricsLog(path: path)
    try second.record(Samples.evaluation)
    second.close()
    #expect(
      try String(contentsOfFile: path, encoding: .utf8) == Samples.step.json + "\n" + Samples.evaluation.json + "\n")
  }

  @Test("lines of steps that are done again are dropped, and the seconds of the last one kept are told")
  func cut() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "metrics-\(UUID().uuidString).jsonl").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let log = try MetricsLog(path: path)
    #expect(try log.keep(through: 5) == nil)
    var figures = Samples.step
    for step in [10, 20, 30] {
      figures.step = step
      figures.seconds = Double(step) / 2
      try log.record(figures)
    }
    #expect(try log.keep(through: 29) == 10)
    try log.record(Samples.evaluation)
    log.close()
    let steps = try String(contentsOfFile: path, encoding: .utf8).matches(of: /"step": ?(\d+)/).map(\.1)
    #expect(steps == ["10", "20", "\(Samples.evaluation.step)"])
  }

  @Test("a place that cannot be written is named with the reason")
  func unwritable() {
    let error = #expect(throws: TelemetryError.self) { _ = try MetricsLog(path: "/nowhere/metrics.jsonl") }
    #expect(error?.description == "cannot open /nowhere/metrics.jsonl for writing: No such file or directory")
  }
}
