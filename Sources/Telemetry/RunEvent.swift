/// What a run tells a program that reads logs: what happened, and its figures under the names that `metrics.jsonl` and
/// `summary.json` have for them.
package struct RunEvent: Sendable, Equatable {
  /// The same words for the same kind of event.
  package let message: String
  package let fields: JSONText
  package let isFailure: Bool

  init(_ message: String, _ fields: JSONText = JSONText(), isFailure: Bool = false) {
    (self.message, self.fields, self.isFailure) = (message, fields, isFailure)
  }
}

extension RunEvent {
  init(_ overview: RunOverview) {
    var fields = JSONText()
    fields.set("name", .text(overview.name))
    fields.set("directory", .text(overview.directory))
    fields.set("parameters", overview.parameters)
    fields.set("train.samples", overview.trainingSamples)
    fields.set("validation.samples", overview.validationSamples)
    fields.set("loss", .text(overview.loss))
    fields.set("optimizer", .text(overview.optimizer))
    fields.set("batch", overview.batchSize)
    fields.set("shards", overview.shards)
    switch overview.length {
    case .epochs(let epochs): fields.set("epochs", epochs)
    case .steps(let steps): fields.set("steps", steps)
    }
    fields.set("workers", overview.workers)
    fields.set("threads", overview.threads)
    self.init("run begins", fields)
  }

  init(_ figures: StepFigures) {
    var fields = figures.fields
    fields.set("epochs", figures.epochs)
    fields.set("steps", figures.steps)
    self.init("step", fields)
  }

  init(_ figures: EvaluationFigures) {
    var fields = figures.fields
    fields.set("epochs", figures.epochs)
    self.init("evaluation", fields)
  }

  init(_ summary: RunSummary) {
    self.init("run ends", summary.fields(messageAs: "reason"), isFailure: summary.status == .failed)
  }
}
