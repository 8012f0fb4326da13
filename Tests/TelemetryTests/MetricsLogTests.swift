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

  @Test("a place that cannot be written is named with the reason")
  func unwritable() {
    let error = #expect(throws: TelemetryError.self) { _ = try MetricsLog(path: "/nowhere/metrics.jsonl") }
    #expect(error?.description == "cannot open /nowhere/metrics.jsonl for writing: No such file or directory")
  }
}
