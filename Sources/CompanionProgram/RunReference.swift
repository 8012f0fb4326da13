import Checkpoints
import Foundation
import Kernels
import RunFiles
import Training

/// A run as it is named on the command line: its directory, or a run file.
struct RunReference {
  let path: String
  let isDirectory: Bool

  /// - Throws: ``CompanionError/noSuchRun(path:hint:)`` when there is nothing of that name.
  init(_ path: String) throws {
    self.path = path
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      let other = "runs/\(path)"
      throw CompanionError.noSuchRun(
        path: path, hint: FileManager.default.fileExists(atPath: other) ? "did you mean \(other)?" : nil)
    }
    self.isDirectory = isDirectory.boolValue
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

  /// A run that was stopped leaves a model with the number of its step, one that was killed its checkpoints.
  private var hint: String {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let stopped = names.filter { $0.hasPrefix("model-") && $0.hasSuffix(".safetensors") }.max()
    if let stopped { return "the run was stopped before its end: --model \(file(stopped)) takes what there is" }
    guard let model = CheckpointStore.newestModel(in: file("checkpoints")) else {
      return "it is written when the run ends; the same mgd-coordinator command begins it"
    }
    return
      "it is written when the run ends; the same mgd-coordinator command goes on, or --model \(model) takes the newest checkpoint"
  }
}

extension RunSettings {
  /// Makes this process compute as the run's own did.
  func prepareKernels() throws {
    try requireOneThread()
    if let isa = cluster.isa { try Kernels.cap(isa) }
  }
}
