import ArgumentParser
import Cluster
import RunFiles
import Telemetry
import Training

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Computes loss and accuracy of a run's model.",
    discussion: """
      The samples are cut into the parts that the run itself evaluates (evaluation.shard), and the parts are summed in \
      the same order, so that the figures are those of the run, digit for digit.

        mgd evaluate runs/fashion-mnist
        mgd evaluate configs/fashion-mnist.toml --model weights.safetensors --split train --json
      """)

  enum Split: String, ExpressibleByArgument, CaseIterable {
    case validation, train
  }

  @OptionGroup var arguments: RunArguments

  @Option(help: "The samples: those that training never saw, or those it saw.")
  var split = Split.validation

  @Flag(help: "Print one line of JSON with all digits.")
  var json = false

  func run() throws {
    try perform {
      let (reference, settings, weights) = try arguments.opened()
      let run = try reference.prepared(settings)
      guard let dataset = split == .train ? run.train : run.validation else {
        throw CompanionError.noValidation(run: arguments.run)
      }
      let figures = BatchLoop(run, threads: Processors.available).evaluate(dataset, weights: weights)
      try Terminal.write(text(figures, counts: settings.loss.kind.countsCorrect) + "\n")
    }
  }

  private func text(_ figures: Figures, counts: Bool) -> String {
    guard json else {
      let loss = "loss \(NumberText.figure(figures.loss))"
      guard counts else { return loss }
      return loss + "  accuracy \(NumberText.accuracy(correct: figures.correct, of: figures.samples))"
    }
    let accuracy = counts ? ",\"accuracy\":\(figures.accuracy),\"correct\":\(figures.correct)" : ""
    let loss = figures.loss.isFinite ? "\(figures.loss)" : "null"
    return "{\"split\":\"\(split.rawValue)\",\"loss\":\(loss)\(accuracy),\"samples\":\(figures.samples)}"
  }
}
