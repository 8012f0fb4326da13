import Wire

/// What a replica is besides its vectors: the `state.json` of a checkpoint.
///
/// The position in the epoch and all random numbers follow from the step and the run file. Doubles are kept by their bits,
/// as 16 hexadecimal digits.
package struct ReplicaState: Codable, Equatable, Sendable {
  /// Checkpoints of this format are read and written; newer ones are refused.
  package static let currentFormat = 1

  package private(set) var format = ReplicaState.currentFormat
  package var run: RunID
  /// The life of the coordinator that wrote it.
  package var term: UInt64
  /// Committed steps.
  package var step: Int
  /// Updates of the optimizer; fewer than steps when steps with bad numbers were skipped.
  package var optimizerSteps: Int
  /// Sums over the steps of the epoch so far.
  package var epoch: Sums
  package var lastEvaluation: Evaluated?
  /// The one with the lowest mean loss, or whatever the run takes for the best.
  package var bestEvaluation: Evaluated?
  /// The step asks for an evaluation that is not done yet; resuming begins with it.
  package var evaluationDue: Bool
  /// Of training alone, over all lives of the run.
  @ExactBits package var seconds: Double
  /// Over all lives of the run.
  package var samples: Int
  /// Digest of the run file's deciding keys.
  package var decidingDigest: String
  /// What the kernels of the run's members made of its model.
  package var fingerprint: String
  /// SHA-256 of what training sees of the data; nil in checkpoints that were written before it was kept.
  package var dataDigest: String?
  /// The kernels with which the fingerprint was made, for a person.
  package var instructionSet: String?

  package init(
    run: RunID, term: UInt64, step: Int, optimizerSteps: Int, epoch: Sums = Sums(), lastEvaluation: Evaluated? = nil,
    bestEvaluation: Evaluated? = nil, evaluationDue: Bool = false, seconds: Double = 0, samples: Int = 0,
    decidingDigest: String, fingerprint: String, dataDigest: String? = nil, instructionSet: String? = nil
  ) {
    self.run = run
    self.term = term
    self.step = step
    self.optimizerSteps = optimizerSteps
    self.epoch = epoch
    self.lastEvaluation = lastEvaluation
    self.bestEvaluation = bestEvaluation
    self.evaluationDue = evaluationDue
    self.seconds = seconds
    self.samples = samples
    self.decidingDigest = decidingDigest
    self.fingerprint = fingerprint
    self.dataDigest = dataDigest
    self.instructionSet = instructionSet
  }

  /// Summed statistics of training steps or of an evaluation.
  package struct Sums: Codable, Equatable, Sendable {
    package var samples: Int
    package var correct: Int
    @ExactBits package var lossSum: Double

    package init(samples: Int = 0, correct: Int = 0, lossSum: Double = 0) {
      self.samples = samples
      self.correct = correct
      self.lossSum = lossSum
    }

    private enum CodingKeys: String, CodingKey {
      case samples, correct
      case lossSum = "loss_sum"
    }
  }

  /// An evaluation and the step whose weights it was on.
  package struct Evaluated: Codable, Equatable, Sendable {
    package var step: Int
    package var sums: Sums

    package init(step: Int, sums: Sums) {
      self.step = step
      self.sums = sums
    }
  }

  private enum CodingKeys: String, CodingKey {
    case format, run, term, step, epoch, seconds, samples, fingerprint
    case optimizerSteps = "optimizer_steps"
    case lastEvaluation = "last_evaluation"
    case bestEvaluation = "best_evaluation"
    case evaluationDue = "evaluation_due"
    case decidingDigest = "deciding_digest"
    case dataDigest = "data_digest"
    case instructionSet = "instruction_set"
  }
}
