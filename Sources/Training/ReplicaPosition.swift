import Cluster
import Wire

/// What a replica is besides its vectors: how far it is, and the figures that it keeps.
package struct ReplicaPosition: Equatable, Sendable {
  /// The last step that counts; 0 before the first.
  package var step = 0
  /// Updates of the optimizer: fewer than steps when steps with bad numbers were passed over.
  package var updates = 0
  /// Sums over the steps of the epoch so far.
  package var epoch = Figures()
  package var lastEvaluation: StepFigures?
  /// The one with the lowest mean loss; of equal ones the first.
  package var bestEvaluation: StepFigures?

  package init() {}

  /// Takes the figures of a committed evaluation.
  mutating func take(_ evaluation: StepFigures) {
    lastEvaluation = evaluation
    let isBetter = bestEvaluation.map { best in
      // What is not a number is worse than every number.
      evaluation.figures.loss < best.figures.loss || (best.figures.loss.isNaN && !evaluation.figures.loss.isNaN)
    }
    if isBetter ?? true { bestEvaluation = evaluation }
  }

  /// Every number of it, for a digest.
  var text: String {
    let evaluations = [lastEvaluation, bestEvaluation].map { $0.map { "\($0.step) \($0.figures.text)" } ?? "none" }
    return "step \(step) updates \(updates) epoch \(epoch.text) evaluations \(evaluations.joined(separator: ", "))"
  }
}

extension Figures {
  fileprivate var text: String { "\(samples) \(correct) \(lossSum.bitPattern)" }

  init(_ figures: ReplicaFigures) {
    self.init(samples: figures.samples, correct: figures.correct, lossSum: figures.lossSum)
  }
}

extension ReplicaFigures {
  init(_ figures: Figures) {
    self.init(samples: figures.samples, correct: figures.correct, lossSum: figures.lossSum)
  }
}

extension ReplicaPosition {
  /// As it travels beside a snapshot of that step.
  init(_ state: SnapshotState, step: Int) {
    self.step = step
    updates = state.updates
    epoch = Figures(state.epoch)
    lastEvaluation = state.lastEvaluation.map(StepFigures.init)
    bestEvaluation = state.bestEvaluation.map(StepFigures.init)
  }
}

extension StepFigures {
  fileprivate init(_ evaluation: EvaluatedStep) {
    self.init(step: Int(clamping: evaluation.step), figures: Figures(evaluation.figures))
  }
}

extension EvaluatedStep {
  init(_ evaluation: StepFigures) {
    self.init(step: UInt64(evaluation.step), figures: ReplicaFigures(evaluation.figures))
  }
}
