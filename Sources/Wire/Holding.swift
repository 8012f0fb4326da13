// The bodies about whole replicas: a joiner gets one, a coordinator that takes over fetches one, members compare theirs.

/// The part of a replica that is not a vector, sent on bulk just before the `snapshot` chunks of the header's step.
package struct SnapshotState: Body {
  /// All floats of the chunks: the weights, then each vector of the optimizer's state.
  package var floats: Int
  /// How often the optimizer was applied: skipped steps are not counted.
  package var updates: Int
  /// Sums over the steps of the epoch that is under way.
  package var epoch: ReplicaFigures
  package var lastEvaluation: EvaluatedStep?
  package var bestEvaluation: EvaluatedStep?
  /// The digest of the whole replica, hexadecimal.
  package var digest: String

  package init(
    floats: Int, updates: Int, epoch: ReplicaFigures, lastEvaluation: EvaluatedStep? = nil,
    bestEvaluation: EvaluatedStep? = nil, digest: String
  ) {
    self.floats = floats
    self.updates = updates
    self.epoch = epoch
    self.lastEvaluation = lastEvaluation
    self.bestEvaluation = bestEvaluation
    self.digest = digest
  }

  package func check() throws(BodyProblem) {
    try inRange("floats", floats, 0...(1 << 40))
    try inRange("updates", updates, 0...(1 << 50))
    for figures in [epoch, lastEvaluation?.figures, bestEvaluation?.figures].compactMap({ $0 }) {
      try inRange("samples", figures.samples, 0...(1 << 50))
      try inRange("correct", figures.correct, 0...(1 << 50))
    }
  }
}

/// Summed figures as a replica keeps them.
package struct ReplicaFigures: Codable, Equatable, Sendable {
  package var samples: Int
  package var correct: Int
  /// Its bits, in hexadecimal, in JSON.
  @ExactBits package var lossSum: Double

  package init(samples: Int = 0, correct: Int = 0, lossSum: Double = 0) {
    self.samples = samples
    self.correct = correct
    self.lossSum = lossSum
  }
}

/// An evaluation as a replica remembers it.
package struct EvaluatedStep: Codable, Equatable, Sendable {
  package var step: UInt64
  package var figures: ReplicaFigures

  package init(step: UInt64, figures: ReplicaFigures) {
    self.step = step
    self.figures = figures
  }
}

/// So many chunks of the header's snapshot are here; the sender may have a window of them under way.
package struct SnapshotReceived: Body {
  package var chunks: Int

  package init(chunks: Int) {
    self.chunks = chunks
  }

  package func check() throws(BodyProblem) {
    try inRange("chunks", chunks, 0...BodyProblem.mostShards)
  }
}

/// A worker's replica holds the header's step; averages after it are welcome.
package struct Held: Body {
  /// The digest of that replica, hexadecimal, when it was asked for.
  package var digest: String?
  /// The step of the last evaluation that it knows; 0 before the first.
  package var evaluated: UInt64
  /// The digest of the header's step was asked for too late: the replica has gone on.
  package var passed: Bool?

  package init(digest: String? = nil, evaluated: UInt64 = 0, passed: Bool? = nil) {
    self.digest = digest
    self.evaluated = evaluated
    self.passed = passed
  }
}

/// A coordinator that takes over asks for the whole replica of the header's step.
package struct Fetch: Body {
  package init() {}
}

/// Every member says the digest of its replica at the header's step (`held`).
package struct Compare: Body {
  /// The step of the last evaluation that the replica must know.
  package var evaluated: UInt64

  package init(evaluated: UInt64 = 0) {
    self.evaluated = evaluated
  }
}
