import Checkpoints
import Cluster
import Foundation
import RunFiles
import Training

// What must not have changed since the run's earlier lives.
extension RunStart {
  static func keptRunFile(_ directory: RunDirectory) throws -> String? {
    let path = directory.file("run.toml")
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw CoordinatorError.runFileChanged(path: directory.path, differences: ["its run.toml cannot be read"])
    }
    return text
  }

  static func require(_ run: PreparedRun, fits content: CheckpointContent, at path: String) throws {
    try requireSameRun(run.settings, as: content.runFile, named: path)
    if let digest = content.state.dataDigest, digest != run.dataDigest {
      throw CoordinatorError.dataChanged(path: path, old: digest, new: run.dataDigest)
    }
  }

  static func requireSameRun(_ settings: RunSettings, as text: String, named path: String) throws {
    let old: RunSettings
    do { old = try RunFile.parse(Array(text.utf8), path: "\(path)/run.toml") } catch {
      throw CoordinatorError.runFileChanged(path: path, differences: ["its run.toml cannot be read: \(error)"])
    }
    let differences = settings.differences(from: old)
    guard differences.isEmpty else {
      throw CoordinatorError.runFileChanged(path: path, differences: differences.map(\.description))
    }
  }

  /// What this host's data and kernels give, compared with what the checkpoint says; nil where there is nothing to compare it with yet.
  ///
  /// - Parameter note: Told of other bits that the run file allows.
  func comparedDigests(_ run: PreparedRun, note: (String) -> Void) throws -> Digests? {
    guard let state = content?.state, !state.fingerprint.isEmpty else { return nil }
    let digests = run.digests(on: BatchLoop(run, threads: 1))
    guard digests.fingerprint != state.fingerprint else { return digests }
    let difference = CoordinatorError.kernelsChanged(
      path: directory.path, old: state.instructionSet, new: digests.instructionSet)
    guard !run.settings.cluster.requireSameBits else { throw difference }
    note("\(difference)")
    return digests
  }
}
