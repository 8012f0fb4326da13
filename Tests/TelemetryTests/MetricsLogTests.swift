import Foundation
import TestKit
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

  @Test("lines that an editor ended with a carriage return are lines, and lose it")
  func carriageReturns() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "metrics-\(UUID().uuidString).jsonl").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("{\"step\": 1, \"seconds\": 0.5}\r\n{\"step\": 2}\r\n{\"step\": 3}\r".utf8).write(
      to: URL(fileURLWithPath: path))
    #expect(try MetricsLog(path: path).keep(through: 2) == 0.5)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "{\"step\": 1, \"seconds\": 0.5}\n{\"step\": 2}\n")
  }

  @Test(
    "a line for which the disk has no room leaves nothing, and the next one is whole",
    .enabled(if: geteuid() == 0, "mounts file systems"))
  func fullDisk() throws {
    try SmallDisk.with(pages: 8) { disk in
      let log = try MetricsLog(path: disk.path + "/metrics.jsonl")
      var lines = 0
      try log.record(Samples.step)
      let filler = try disk.fill(leaving: 0)
      let error = #expect(throws: TelemetryError.self) {
        for _ in 0..<1000 {
          lines += 1
          try log.record(Samples.step)
        }
      }
      #expect(error?.description.contains("metrics.jsonl") == true)
      try FileManager.default.removeItem(atPath: filler)
      try log.record(Samples.evaluation)
      log.close()
      let whole = String(repeating: Samples.step.json + "\n", count: lines) + Samples.evaluation.json + "\n"
      // The page of the first line has room for more, and not for a whole number of them.
      #expect(lines > 1 && 4096 % (Samples.step.json.utf8.count + 1) != 0)
      #expect(try String(contentsOfFile: disk.path + "/metrics.jsonl", encoding: .utf8) == whole)
    }
  }

  @Test("a place that cannot be written is named with the reason")
  func unwritable() {
    let error = #expect(throws: TelemetryError.self) { _ = try MetricsLog(path: "/nowhere/metrics.jsonl") }
    #expect(error?.description == "cannot open /nowhere/metrics.jsonl for writing: No such file or directory")
  }
}
