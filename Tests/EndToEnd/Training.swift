import Foundation
import TestKit
import Testing

/// A directory with a run file, and the programs started in it.
final class Training {
  let scratch = try? Scratch()
  let directory: String

  /// A run of a second or less: generated data, 99 parameters, a last batch of 52 samples in 8 shards.
  static let runFile = """
    [run]
    name = "trial"
    seed = 3
    epochs = 3

    [data]
    format = "generated"
    name = "spirals"
    samples = 500
    validation_samples = 200

    [model]
    input = [2]
    layers = [
      { type = "linear", outputs = 16, activation = "relu" },
      { type = "linear", outputs = 3 },
    ]

    [loss]
    type = "cross_entropy"

    [optimizer]
    type = "sgd"
    learning_rate = 0.1

    [batch]
    size = 64
    shards = 8

    """

  init(_ runFile: String = Training.runFile) throws {
    directory = try #require(scratch).path
    try runFile.write(toFile: file("run.toml"), atomically: true, encoding: .utf8)
  }

  func file(_ name: String) -> String { "\(directory)/\(name)" }

  func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: file(name))) }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  /// The JSON object in a file.
  func object(_ name: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: bytes(name)) as? [String: Any])
  }

  /// Files and directories that are not the tests' own.
  var names: [String] { get throws { try names(in: ".") } }

  func names(in directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: file(directory)).filter { !$0.hasPrefix(".") }.sorted()
  }

  func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: file(name))) }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: file(name)) }

  /// Packs a file with gzip, under the same name.
  func pack(_ name: String) throws {
    try #require(try Programs.run("/bin/gzip", ["-n", file(name)], in: directory).code == 0)
    try FileManager.default.moveItem(atPath: file(name) + ".gz", toPath: file(name))
  }

  /// Starts the coordinator on the run file; most tests begin their runs anew.
  func coordinator(
    _ overrides: [String] = [], resume: String = "never", arguments: [String] = [], environment: [String: String] = [:]
  ) throws -> RunningProgram {
    try Programs.start(
      "mgd-coordinator",
      ["--config", "run.toml", "--resume", resume] + arguments + overrides.flatMap { ["--set", $0] }, in: directory,
      environment: environment)
  }

  /// Starts a worker by hand.
  func worker(_ name: String, at endpoint: String, _ arguments: [String] = [], environment: [String: String] = [:])
    throws -> RunningProgram
  {
    try Programs.start(
      "mgd-worker", ["--coordinator", endpoint, "--name", name, "--once", "--threads", "1"] + arguments, in: directory,
      environment: environment)
  }

  /// Starts the companion.
  func mgd(
    _ arguments: String..., environment: [String: String] = [:], within seconds: Double = 60
  ) throws -> Ended {
    try Programs.start("mgd", arguments, in: directory, environment: environment).end(within: seconds)
  }

  /// Runs the coordinator to its end.
  func lead(
    _ overrides: [String] = [], resume: String = "never", arguments: [String] = [], within seconds: Double = 60
  ) throws -> Ended {
    try coordinator(overrides, resume: resume, arguments: arguments).end(within: seconds)
  }

  /// A whole run with local workers; the bytes of its model.
  func train(_ overrides: [String] = [], workers: Int = 1, threads: Int = 1) throws -> Data {
    let ended = try lead(overrides + ["cluster.local_workers=\(workers)", "cluster.local_threads=\(threads)"])
    try #require(ended.code == 0, "\(overrides) by \(workers) workers: \(ended.text)")
    let summary = try object("runs/trial/summary.json")
    #expect(summary["workers"] as? Int == workers)
    #expect(summary["status"] as? String == "done")
    return try bytes("runs/trial/model.safetensors")
  }
}

extension Training {
  /// The processes that the coordinator started, as it says when they join.
  func localWorkers(of coordinator: RunningProgram) -> [(name: String, pid: Int32)] {
    coordinator.errors.matches(of: /worker (local-\d+) joined \([^,]*, pid (\d+)/).compactMap { match in
      Int32(match.2).map { (String(match.1), $0) }
    }
  }

  /// Whether a process has ended within the time.
  static func isGone(_ pid: Int32, within seconds: Double) -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while isAlive(pid) {
      guard ContinuousClock.now < deadline else { return false }
      usleep(20_000)
    }
    return true
  }
}

extension Training {
  /// One that has ended and that nobody has asked for is gone too.
  private static func isAlive(_ pid: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
    return status.split(separator: ")").last?.first { $0 != " " } != "Z"
  }
}
