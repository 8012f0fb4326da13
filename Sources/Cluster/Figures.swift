/// The summed statistics of a training step or of an evaluation.
package struct Figures: Equatable, Sendable {
  /// How many samples were summed.
  package var samples: Int
  /// How many of them were classified correctly.
  package var correct: Int
  /// Sum of the losses over the samples.
  package var lossSum: Double

  package init(samples: Int = 0, correct: Int = 0, lossSum: Double = 0) {
    self.samples = samples
    self.correct = correct
    self.lossSum = lossSum
  }

  /// Mean loss; not a number without samples.
  package var loss: Double { lossSum / Double(samples) }
  /// Share of correct samples; not a number without samples.
  package var accuracy: Double { Double(correct) / Double(samples) }
}

/// Figures of a committed step, or of an evaluation on the weights of that step.
package struct StepFigures: Equatable, Sendable {
  package var step: Int
  package var figures: Figures

  package init(step: Int, figures: Figures) {
    self.step = step
    self.figures = figures
  }
}
