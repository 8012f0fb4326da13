import Cluster
import Datasets
import NeuralNetworks
import RunFiles

/// A run's settings with its data and its model: everything that every process of the run agrees on before the first step.
package struct PreparedRun: Sendable {
  package let settings: RunSettings
  package let train: Dataset
  package let validation: Dataset?
  package let layout: VectorLayout
  /// Names and places of the parameters.
  package let slices: [Layout.Slice]
  package let initialWeights: [Float]
  package let plan: TrainingPlan
  /// SHA-256 of everything that training sees of the data.
  package let dataDigest: String

  /// Reads the data, and checks that they fit the model.
  ///
  /// Throws `DatasetError` with the file and the place.
  package init(_ settings: RunSettings) throws {
    try settings.model.requireMemory()
    let data = try TrainingData(settings.data)
    self.settings = settings
    train = data.train
    validation = data.validation
    try Self.check(data, against: settings)
    let model = settings.model.build()
    let layout = Layout(model)
    slices = layout.slices
    initialWeights = layout.initialWeights(seed: settings.run.seed)
    self.layout = VectorLayout(parameters: layout.count)
    let batches = Self.batches(settings, samples: data.train.count, validated: data.validation != nil)
    plan = TrainingPlan(
      batches: batches,
      evaluation: data.validation.map { EvaluationPlan(samples: $0.count, shardSize: settings.evaluation.shard) },
      vectorFloats: self.layout.count)
    dataDigest = data.digest()
  }

  /// The samples of the training set decide how long an epoch is.
  private static func batches(_ settings: RunSettings, samples: Int, validated: Bool) -> BatchPlan {
    let length: BatchPlan.Length =
      if let steps = settings.run.steps { .steps(steps) } else { .epochs(settings.run.epochs ?? 1) }
    let rhythm = EvaluationRhythm(
      everyEpochs: settings.evaluation.everyEpochs, everySteps: settings.evaluation.everySteps)
    return BatchPlan(
      samples: samples, batchSize: settings.batch.size, shards: settings.batch.shards, length: length,
      evaluation: validated ? rhythm : nil)
  }

  private static func check(_ data: TrainingData, against settings: RunSettings) throws {
    let outputs = settings.model.outputShape.reduce(1, *)
    for set in [data.train, data.validation].compactMap({ $0 }) {
      try set.checkInput(shape: settings.model.input)
      if settings.loss.takesClasses(of: set) {
        try set.checkClasses(below: outputs)
      } else if settings.loss.kind == .nll {
        throw DatasetError.unfit(
          what: "targets", expected: "one class a sample, as loss nll takes", found: "values",
          hint: "take cross_entropy for probabilities, or mse, l1 or huber for values")
      } else {
        try set.checkValues(size: outputs)
      }
    }
  }
}

extension LossDescription {
  /// Whether a data set's targets are given to the loss as classes; cross-entropy takes probabilities too.
  func takesClasses(of dataset: Dataset) -> Bool {
    guard case .classes = dataset.targets else { return false }
    return kind.takesClasses
  }
}
