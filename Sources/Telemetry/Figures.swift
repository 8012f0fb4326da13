/// Where training stands, for the live bar, a plain line and a line of `metrics.jsonl`.
package struct StepFigures: Sendable, Equatable {
  /// Counted from 1.
  package var epoch: Int
  package var epochs: Int
  /// The step just done, counted from 1.
  package var step: Int
  package var steps: Int
  /// Samples used since the run began.
  package var samples: Int
  /// Mean loss over the samples since the last logged step.
  package var loss: Double
  /// The part of those samples that was classified correctly; nil where a loss has no classes.
  package var accuracy: Double?
  /// Of training alone, without evaluations.
  package var samplesPerSecond: Double
  /// Seconds of training since the run began.
  package var seconds: Double
  /// What the rest of the run will take at this speed; nil before it is known.
  package var secondsLeft: Double?

  package init(
    epoch: Int, epochs: Int, step: Int, steps: Int, samples: Int, loss: Double, accuracy: Double?,
    samplesPerSecond: Double, seconds: Double, secondsLeft: Double? = nil
  ) {
    self.epoch = epoch
    self.epochs = epochs
    self.step = step
    self.steps = steps
    self.samples = samples
    self.loss = loss
    self.accuracy = accuracy
    self.samplesPerSecond = samplesPerSecond
    self.seconds = seconds
    self.secondsLeft = secondsLeft
  }
}

/// What one pass over the validation set gave.
package struct EvaluationFigures: Sendable, Equatable {
  /// The epoch that the evaluated step belongs to, counted from 1.
  package var epoch: Int
  package var epochs: Int
  package var step: Int
  /// Mean over the validation set.
  package var loss: Double
  /// Nil where a loss has no classes.
  package var correct: Int?
  package var samples: Int
  /// Mean loss of the training samples of the same epoch, to set beside it.
  package var trainLoss: Double?
  /// Seconds of training since the run began.
  package var seconds: Double

  package init(
    epoch: Int, epochs: Int, step: Int, loss: Double, correct: Int?, samples: Int, trainLoss: Double? = nil,
    seconds: Double
  ) {
    self.epoch = epoch
    self.epochs = epochs
    self.step = step
    self.loss = loss
    self.correct = correct
    self.samples = samples
    self.trainLoss = trainLoss
    self.seconds = seconds
  }

  /// Nil where a loss has no classes.
  package var accuracy: Double? {
    correct.map { samples > 0 ? Double($0) / Double(samples) : 0 }
  }
}
