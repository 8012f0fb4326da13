import Checkpoints
import Foundation
import Kernels
import RunFiles
import Training

/// A run as it is named on the command line: its directory, or a run file.
struct RunReference {
  let path: String
  let isDirectory: Bool

  /// - Throws: ``CompanionError/noSuchRun(path:hint:)`` when there is nothing of that name, ``CompanionError/notPermitted(path:)``
  ///   when this user may not know.
  init(_ path: String) throws {
    self.path = path
    var status = stat()
    guard stat(path, &status) == 0 else { throw Self.absence(of: path, errno) }
    isDirectory = status.st_mode & S_IFMT == S_IFDIR
  }

  private static func absence(of path: String, _ code: Int32) -> CompanionError {
    guard code != EACCES else { return .notPermitted(path: path) }
    let other = "runs/\(path)"
    return .noSuchRun(
      path: path, hint: FileManager.default.fileExists(atPath: other) ? "did you mean \(other)?" : nil)
  }

  func file(_ name: String) -> String { (path as NSString).appendingPathComponent(name) }

  /// The settings of the run file, or of the one that the run's directory keeps. Warnings are said.
  func settings(_ overrides: [String]) throws -> RunSettings {
    let file = isDirectory ? self.file("run.toml") : path
    guard !isDirectory || FileManager.default.fileExists(atPath: file) else {
      throw CompanionError.notARun(path: path, missing: "run.toml")
    }
    return try RunFile.load(file, overrides: overrides) { Terminal.complain("\($0)") }
  }

  /// The weights to be used: those that were asked for, or the run's own.
  func model(_ given: String?, _ settings: RunSettings) throws -> String {
    if let given { return given }
    guard isDirectory else {
      let directory = (settings.run.directory as NSString).appendingPathComponent(settings.run.name)
      throw CompanionError.noModel(
        expected: path,
        hint: "a run file has none: add --model FILE, or name the directory of its run, as \(directory)")
    }
    let model = file("model.safetensors")
    guard FileManager.default.fileExists(atPath: model) else {
      throw CompanionError.noModel(expected: model, hint: hint)
    }
    return model
  }

  /// Nothing is said of how the run stands: it may be led this moment.
  private var hint: String {
    guard let weights = newestWeights else {
      return "it is written when the run ends; the same mgd-coordinator command begins it"
    }
    return
      "it is written when the run ends; the same mgd-coordinator command goes on, or --model \(weights) takes the newest weights"
  }

  /// A life that was stopped leaves a model with the number of its step, one that was killed its checkpoints.
  private var newestWeights: String? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let stopped = names.compactMap { name in Self.stepOfStopped(name).map { (step: $0, name: name) } }
      .max { $0.step < $1.step }
    if let stopped, stopped.step >= newestCheckpoint ?? 0 { return file(stopped.name) }
    return CheckpointStore.newestModel(in: file("checkpoints"))
  }

  /// Of `model-step-000000120.safetensors`; nil for other names.
  private static func stepOfStopped(_ name: String) -> Int? {
    name.wholeMatch(of: /model-step-([0-9]+)\.safetensors/).flatMap { Int($0.1) }
  }

  /// The step of the newest checkpoint, valid or not.
  var newestCheckpoint: Int? { (try? CheckpointStore.steps(in: file("checkpoints")))?.first }
}

extension RunSettings {
  /// Makes this process compute as the run's own did.
  func prepareKernels() throws {
    try requireOneThread()
    if let isa = cluster.isa { try Kernels.cap(isa) }
  }
}
