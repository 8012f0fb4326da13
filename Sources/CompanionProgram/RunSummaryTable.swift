import Foundation
import Telemetry

/// The figures of a run from its directory.
struct RunSummaryTable {
  private let reference: RunReference

  init(_ reference: RunReference) {
    self.reference = reference
  }

  /// - Throws: ``CompanionError`` when the directory is not one of a run, or its figures cannot be read.
  var text: String {
    get throws {
      let names = try files
      guard names.contains("run.toml") || names.contains("summary.json") else {
        throw CompanionError.notARun(path: reference.path, missing: "run.toml")
      }
      var table = TextTable(.left, .left)
      if names.contains("summary.json") {
        for line in try reference.summary.lines { table.add(line.title, line.words) }
      } else {
        table.add("status", standing)
      }
      for (index, name) in names.enumerated() { table.add(index == 0 ? "files" : "", try described(name)) }
      return table.text
    }
  }

  /// Of a run whose newest life has not ended, or not in order.
  private var standing: String {
    let state =
      RunHolder(ofRunAt: reference.path).map { "process \($0.process) leads it" }
      ?? "no summary.json: the run goes on, or was ended by force"
    let step = reference.newestCheckpoint.map { "the newest checkpoint is that of step \(NumberText.grouped($0))" }
    return "\(state); \(step ?? "there is no checkpoint")"
  }

  private var files: [String] {
    get throws {
      do {
        return try FileManager.default.contentsOfDirectory(atPath: reference.path).sorted()
      } catch {
        throw CompanionError.unreadable(path: reference.path, reason: "the directory cannot be listed")
      }
    }
  }

  private func described(_ name: String) throws -> String {
    let attributes = try? FileManager.default.attributesOfItem(atPath: reference.file(name))
    guard let size = attributes?[.size] as? Int, attributes?[.type] as? FileAttributeType == .typeRegular else {
      return name
    }
    return "\(name), \(NumberText.grouped(size)) bytes"
  }
}
