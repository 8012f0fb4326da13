import Foundation

/// What a run says where nobody watches: one fact a line, easy to search, never rewritten.
enum PlainLines {
  static func overview(_ overview: RunOverview) -> String {
    lines([
      "run \(overview.name)  directory \(overview.directory)",
      "model \(model(overview))  parameters \(overview.parameters)",
      "data \(overview.trainingSamples) training samples, \(overview.validationSamples) validation samples",
      "training \(Banner.length(overview)), \(overview.loss), \(overview.optimizer)",
      "batch \(overview.batchSize)  shards \(overview.shards)  workers \(overview.workers)  threads \(overview.threads)",
    ])
  }

  static func step(_ figures: StepFigures) -> String {
    var text = "epoch \(figures.epoch)/\(figures.epochs)  step \(figures.step)/\(figures.steps)"
    text += "  samples \(figures.samples)  loss \(NumberText.figure(figures.loss))"
    if let accuracy = figures.accuracy { text += "  accuracy \(NumberText.figure(accuracy))" }
    return text + "  \(rate(figures.samplesPerSecond)) samples/s\n"
  }

  static func evaluation(_ figures: EvaluationFigures) -> String {
    var text = "epoch \(figures.epoch)/\(figures.epochs)  step \(figures.step)"
    text += "  validation loss \(NumberText.figure(figures.loss))"
    if let correct = figures.correct {
      text += "  accuracy \(NumberText.accuracy(correct: correct, of: figures.samples))"
    }
    return text + "\n"
  }

  static func summary(_ summary: RunSummary) -> String {
    var all = ["\(summary.status.rawValue) \(summary.name)" + (summary.message.map { ": \($0)" } ?? "")]
    all.append(
      "trained \(SummaryBox.trained(summary))  \(rate(summary.samplesPerSecond)) samples/s  \(SummaryBox.workers(summary))"
    )
    if let loss = summary.trainLoss { all.append("training loss \(NumberText.figure(loss))") }
    if let validation = summary.validation { all.append("validation \(SummaryBox.validation(validation))") }
    all.append("files \(summary.directory)" + summary.files.map { "  \($0)" }.joined())
    return lines(all + summary.next.map { "next: \($0)" })
  }

  private static func model(_ overview: RunOverview) -> String {
    ([NumberText.shape(overview.input, times: "x")] + overview.layers.map(\.kind)).joined(separator: " -> ")
  }

  /// Without separators of thousands, so that a script can read it.
  private static func rate(_ value: Double) -> String {
    guard value.isFinite, value >= 0 else { return "-" }
    return String(format: value < 10 ? "%.2f" : "%.0f", value)
  }

  private static func lines(_ all: [String]) -> String {
    all.map { $0.filter { !$0.isNewline } + "\n" }.joined()
  }
}
