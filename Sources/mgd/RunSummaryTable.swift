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
        try add(try summary, to: &table)
      } else {
        table.add("status", "no summary.json: the run goes on, or was ended by force")
      }
      for (index, name) in names.enumerated() { table.add(index == 0 ? "files" : "", try described(name)) }
      return table.text
    }
  }

  private func add(_ summary: StoredSummary, to table: inout TextTable) throws {
    if let name = summary.name { table.add("run", name) }
    table.add("status", summary.status + (summary.message.map { ": \($0)" } ?? ""))
    let seconds = summary.seconds.map { " in \(NumberText.duration($0))" } ?? ""
    table.add(
      "trained", "\(NumberText.count(summary.steps, "step")), \(NumberText.count(summary.epochs, "epoch"))\(seconds)")
    if let rate = summary.samplesPerSecond { table.add("speed", "\(NumberText.rate(rate)) samples/s") }
    if let loss = summary.trainLoss { table.add("training", "loss \(NumberText.figure(loss))") }
    if let validation = summary.validation { table.add("validation", validation) }
    if let parameters = summary.parameters { table.add("parameters", NumberText.grouped(parameters)) }
    if let workers = summary.workers, let threads = summary.threads {
      table.add("workers", "\(NumberText.grouped(workers)) with \(NumberText.count(threads, "thread"))")
    }
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

  private var summary: StoredSummary {
    get throws {
      let path = reference.file("summary.json")
      guard let data = FileManager.default.contents(atPath: path) else {
        throw CompanionError.unreadable(path: path, reason: "no permission, or no file")
      }
      do {
        return try JSONDecoder().decode(StoredSummary.self, from: data)
      } catch {
        throw CompanionError.badSummary(path: path, reason: "other contents, or a file that is cut short")
      }
    }
  }
}

/// The parts of `summary.json` that are shown; the keys are those of the file.
private struct StoredSummary: Decodable {
  let name: String?
  let status: String
  let message: String?
  let steps: Int
  let epochs: Int
  let seconds: Double?
  let samplesPerSecond: Double?
  let trainLoss: Double?
  let validationLoss: Double?
  let validationCorrect: Int?
  let validationSamples: Int?
  let parameters: Int?
  let workers: Int?
  let threads: Int?

  enum CodingKeys: String, CodingKey {
    case name, status, message, steps, epochs, seconds, parameters, workers, threads
    case samplesPerSecond = "samples_per_second"
    case trainLoss = "train.loss"
    case validationLoss = "validation.loss"
    case validationCorrect = "validation.correct"
    case validationSamples = "validation.samples"
  }

  var validation: String? {
    guard let loss = validationLoss else { return nil }
    let text = "loss \(NumberText.figure(loss))"
    guard let correct = validationCorrect, let samples = validationSamples else { return text }
    return text + "  accuracy \(NumberText.accuracy(correct: correct, of: samples))"
  }
}
