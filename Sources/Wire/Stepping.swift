// The bodies of a run that trains: deals, signs of life, commits, evaluations.

/// Who computes which shards from `fromStep` on; stands until the next deal.
package struct Deal: Body {
  package var view: UInt64
  package var fromStep: UInt64
  package var attempt: UInt32
  /// Half-open ranges of shards of every step's batch; [lower, upper] in JSON.
  package var shards: [Range<Int>]
  /// Half-open ranges of shards of every evaluation.
  package var evaluation: [Range<Int>]
  package var members: Int

  package init(
    view: UInt64, fromStep: UInt64, attempt: UInt32, shards: [Range<Int>], evaluation: [Range<Int>], members: Int
  ) {
    self.view = view
    self.fromStep = fromStep
    self.attempt = attempt
    self.shards = shards
    self.evaluation = evaluation
    self.members = members
  }

  package func check() throws(BodyProblem) {
    for range in shards + evaluation {
      try inRange("shard", range.lowerBound, 0...BodyProblem.mostShards)
      try inRange("shard", range.upperBound, 0...BodyProblem.mostShards)
    }
    try inRange("members", members, 0...BodyProblem.mostMembers)
  }
}

/// A sign of life, both ways, on both of a worker's sockets.
package struct Heartbeat: Body {
  package var appliedStep: UInt64
  package var computing: Bool

  package init(appliedStep: UInt64 = 0, computing: Bool = false) {
    self.appliedStep = appliedStep
    self.computing = computing
  }
}

/// The step of the header is committed; for a worker that holds the root and so gets no average.
package struct Committed: Body {
  /// True when the step's numbers were not finite and the run goes on without them: the step counts, nothing is applied.
  package var skipped: Bool?
  /// The digest of the replica at this step is wanted (`held`).
  package var compare: Bool?

  package init(skipped: Bool? = nil, compare: Bool? = nil) {
    self.skipped = skipped
    self.compare = compare
  }
}

/// Shards of the header's step that this worker computes besides its deal, now; the deal stands as it is.
package struct Assist: Body {
  /// Half-open ranges of shards of the step's batch.
  package var shards: [Range<Int>]
  /// Half-open ranges of shards of the evaluation on the step's weights.
  package var evaluation: [Range<Int>]
  /// The nodes are computed anew, whatever this worker has of them, and sent as kind `audited`.
  package var isAudit: Bool

  package init(shards: [Range<Int>] = [], evaluation: [Range<Int>] = [], isAudit: Bool = false) {
    self.shards = shards
    self.evaluation = evaluation
    self.isAudit = isAudit
  }

  package func check() throws(BodyProblem) {
    for range in shards + evaluation {
      try inRange("shard", range.lowerBound, 0...BodyProblem.mostShards)
      try inRange("shard", range.upperBound, 0...BodyProblem.mostShards)
    }
  }
}

/// Chunks were lost: what the other side sent about the header's step and attempt is to be sent again, a worker's nodes or
/// the coordinator's average.
package struct Missing: Body {
  package init() {}
}

/// How far a worker is inside a step, so that a slow step is not taken for a dead worker.
package struct Progressed: Body {
  package var shard: Int
  package var layer: Int

  package init(shard: Int, layer: Int) {
    self.shard = shard
    self.layer = layer
  }

  package func check() throws(BodyProblem) {
    try inRange("shard", shard, 0...BodyProblem.mostShards)
    try inRange("layer", layer, 0...1_000_000)
  }
}

/// The figures of one evaluation shard.
package struct ShardFigures: Codable, Equatable, Sendable {
  package var index: Int
  package var samples: Int
  package var correct: Int
  /// The sum of the samples' losses; its bits, in hexadecimal, in JSON.
  @ExactBits package var lossSum: Double

  package init(index: Int, samples: Int, correct: Int, lossSum: Double) {
    self.index = index
    self.samples = samples
    self.correct = correct
    self.lossSum = lossSum
  }
}

/// A worker's evaluation shards on the weights of the header's step.
package struct Evaluated: Body {
  package var shards: [ShardFigures]

  package init(shards: [ShardFigures]) {
    self.shards = shards
  }

  package func check() throws(BodyProblem) {
    for figures in shards {
      try inRange("shard", figures.index, 0...BodyProblem.mostShards)
      try inRange("samples", figures.samples, 0...BodyProblem.mostShards)
      try inRange("correct", figures.correct, 0...BodyProblem.mostShards)
    }
  }
}

/// The evaluation of the header's step is complete; every replica takes its result.
package struct EvaluationCommitted: Body {
  package var samples: Int
  package var correct: Int
  @ExactBits package var lossSum: Double
  /// The digest of the replica with this result is wanted (`held`).
  package var compare: Bool?

  package init(samples: Int, correct: Int, lossSum: Double, compare: Bool? = nil) {
    self.samples = samples
    self.correct = correct
    self.lossSum = lossSum
    self.compare = compare
  }

  package func check() throws(BodyProblem) {
    try inRange("samples", samples, 0...(1 << 50))
    try inRange("correct", correct, 0...(1 << 50))
  }
}
