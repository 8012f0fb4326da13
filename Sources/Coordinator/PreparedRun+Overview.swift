import Telemetry
import Training

extension PreparedRun {
  /// What the banner says of the run; workers are filled in when it starts.
  func overview(directory: String) -> RunOverview {
    RunOverview(
      name: settings.run.name, input: settings.model.input,
      layers: settings.model.summary().map { layer in
        RunOverview.LayerRow(name: layer.name, kind: layer.kind, output: layer.output, parameters: layer.parameters)
      },
      loss: settings.loss.kind.rawValue, optimizer: settings.optimizer.kind.rawValue, trainingSamples: train.count,
      validationSamples: validation?.count ?? 0, batchSize: settings.batch.size, shards: settings.batch.shards,
      length: settings.run.steps.map { .steps($0) } ?? .epochs(settings.run.epochs ?? 1), workers: 0, threads: 0,
      directory: directory)
  }
}
