@testable import Telemetry

/// Figures of one run, as many tests show them.
enum Samples {
  static let overview = RunOverview(
    name: "fashion-mnist", input: [28, 28, 1],
    layers: [
      .init(name: "0", kind: "flatten", output: [784], parameters: 0),
      .init(name: "1", kind: "linear 784-128, relu", output: [128], parameters: 100_480),
      .init(name: "3", kind: "linear 128-10", output: [10], parameters: 1_290),
    ], loss: "cross_entropy", optimizer: "sgd", trainingSamples: 60_000, validationSamples: 10_000, batchSize: 256,
    shards: 8, length: .epochs(10), workers: 2, threads: 4, directory: "runs/fashion-mnist")

  static let step = StepFigures(
    epoch: 2, epochs: 10, step: 400, steps: 2350, samples: 102_240, loss: 0.412345, accuracy: 0.85123,
    samplesPerSecond: 412_345.6, seconds: 0.25, secondsLeft: 61.2)

  static let evaluation = EvaluationFigures(
    epoch: 2, epochs: 10, step: 470, loss: 0.36512, correct: 8731, samples: 10_000, trainLoss: 0.40001, seconds: 0.29)

  static let summary = RunSummary(
    name: "fashion-mnist", status: .done, steps: 2350, epochs: 10, samples: 600_000, seconds: 1.456,
    samplesPerSecond: 412_087.9, trainLoss: 0.2311, validation: evaluation, workers: 2, threads: 4,
    parameters: 101_770, coordinatorSeconds: 0.5, directory: "runs/fashion-mnist",
    files: ["model.safetensors", "metrics.jsonl"], next: ["mgd evaluate runs/fashion-mnist"])
}
