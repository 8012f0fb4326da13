import Datasets
import Foundation
import NeuralNetworks
import Optimizers

/// What a worker is told of a run: the deciding keys and the length, no path and nothing of this host.
private struct WorkerSettings: Codable {
  var run: RunSettings.Run
  var data: DatasetDescription
  var model: ModelDescription
  var loss: LossDescription
  var optimizer: OptimizerDescription
  var batch: RunSettings.Batch
  var evaluation: RunSettings.Evaluation
}

extension RunSettings {
  /// The settings for workers as JSON with sorted keys. Files of data keep their names and lose their directories.
  package func workerJSON() throws -> String {
    var run = self.run
    run.directory = Run(name: "").directory
    let settings = WorkerSettings(
      run: run, data: data.withoutPaths, model: model, loss: loss, optimizer: optimizer, batch: batch,
      evaluation: evaluation)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(settings), as: UTF8.self)
  }

  /// Settings from a coordinator, with defaults for all that does not concern a worker.
  ///
  /// They come from outside: what a run file could not say is refused here as well.
  /// - Throws: `RunFileProblems` for values that cannot be meant, `DecodingError` for other shapes.
  package init(workerJSON text: String) throws {
    let told = try JSONDecoder().decode(WorkerSettings.self, from: Data(text.utf8))
    let settings = RunSettings(
      run: told.run, data: told.data, model: told.model, loss: told.loss, optimizer: told.optimizer,
      batch: told.batch, evaluation: told.evaluation)
    self = try RunFile.parse(Array(settings.toml().utf8), path: "settings from the coordinator")
  }
}

extension DatasetDescription {
  fileprivate var withoutPaths: DatasetDescription {
    guard case .idx(var files) = source else { return self }
    files.directory = nil
    files.train = files.train.withoutPaths
    files.validation = files.validation?.withoutPaths
    return DatasetDescription(.idx(files), scale: scale)
  }
}

extension IDXPair {
  fileprivate var withoutPaths: IDXPair {
    IDXPair(inputs: name(inputs), targets: name(targets))
  }

  private func name(_ path: String) -> String { URL(fileURLWithPath: path).lastPathComponent }
}
