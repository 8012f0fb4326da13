import Checkpoints
import Cluster
import Reduction
import Training

// The same figures as a checkpoint keeps them and as a replica holds them.

extension ReplicaState.Sums {
  init(_ figures: Figures) {
    self.init(samples: figures.samples, correct: figures.correct, lossSum: figures.lossSum)
  }

  var figures: Figures { Figures(samples: samples, correct: correct, lossSum: lossSum) }
}

extension ReplicaState.Evaluated {
  init(_ evaluation: StepFigures) {
    self.init(step: evaluation.step, sums: ReplicaState.Sums(evaluation.figures))
  }

  var stepFigures: StepFigures { StepFigures(step: step, figures: sums.figures) }
}

extension CheckpointContent {
  /// The replica that was kept.
  var replica: ReplicaCopy {
    var position = ReplicaPosition()
    position.step = state.step
    position.updates = state.optimizerSteps
    position.epoch = state.epoch.figures
    position.lastEvaluation = state.lastEvaluation?.stepFigures
    position.bestEvaluation = state.bestEvaluation?.stepFigures
    return ReplicaCopy(position: position, numbers: FlatBuffer(weights + vectors.flatMap(\.values)))
  }
}
