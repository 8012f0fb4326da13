/// Which samples every step of a run takes, as pure numbers: steps, epochs, global batches and shards.
///
/// Steps count from 1, epochs from 0. Positions are places in the epoch's sample order (``SampleOrder`` turns them into ids).
/// The plan knows nothing of workers: it is a function of the run file alone.
package struct BatchPlan: Sendable, Codable, Equatable {
  /// The samples of the training set, at least 1.
  package let samples: Int
  /// The samples of a global batch; the last one of an epoch may be smaller.
  package let batchSize: Int
  /// The parts that every global batch is cut into.
  package let shards: Int
  package let length: Length
  /// When the validation set is evaluated; nil when there is none.
  package let evaluation: EvaluationRhythm?

  /// How long a run is.
  package enum Length: Sendable, Codable, Equatable {
    case epochs(Int)
    case steps(Int)
  }

  /// Where a step's samples lie.
  package struct Positions: Sendable, Equatable {
    /// The epoch, from 0.
    package let epoch: Int
    /// The places in the epoch's order.
    package let range: Range<Int>
  }

  package init(
    samples: Int, batchSize: Int, shards: Int, length: Length, evaluation: EvaluationRhythm? = nil
  ) {
    precondition(samples >= 1 && batchSize >= 1 && shards >= 1, "BatchPlan: \(samples), \(batchSize), \(shards)")
    self.samples = samples
    self.batchSize = batchSize
    self.shards = shards
    self.length = length
    self.evaluation = evaluation
  }

  package var stepsPerEpoch: Int { (samples - 1) / batchSize + 1 }

  /// The number of the last step.
  package var totalSteps: Int {
    switch length {
    case .epochs(let epochs): epochs * stepsPerEpoch
    case .steps(let steps): steps
    }
  }

  /// The epochs that are begun.
  package var totalEpochs: Int { (totalSteps + stepsPerEpoch - 1) / stepsPerEpoch }

  /// The epoch of a step and the places of its samples in the epoch's order.
  package func positions(ofStep step: Int) -> Positions {
    precondition(step >= 1, "BatchPlan: step \(step), steps count from 1")
    let (epoch, place) = (step - 1).quotientAndRemainder(dividingBy: stepsPerEpoch)
    let start = place * batchSize
    return Positions(epoch: epoch, range: start..<min(start + batchSize, samples))
  }

  /// The samples of a step's global batch.
  package func samples(inStep step: Int) -> Int { positions(ofStep: step).range.count }

  /// The samples of all steps up to this one, together.
  package func samples(throughStep step: Int) -> Int {
    guard step >= 1 else { return 0 }
    let last = positions(ofStep: step)
    return last.epoch * samples + last.range.upperBound
  }

  /// How many shards of a step have samples; those that have none come last.
  package func filledShards(inStep step: Int) -> Int { min(shards, samples(inStep: step)) }

  /// The places of one shard's samples: equal parts, the first ones one larger when the shards do not divide the batch.
  package func shard(_ shard: Int, ofStep step: Int) -> Range<Int> {
    precondition((0..<shards).contains(shard), "BatchPlan: shard \(shard) of \(shards)")
    let positions = positions(ofStep: step).range
    let (size, larger) = positions.count.quotientAndRemainder(dividingBy: shards)
    let start = positions.lowerBound + shard * size + min(shard, larger)
    return start..<(start + size + (shard < larger ? 1 : 0))
  }

  /// The largest number of samples that a shard can have: what a lane's buffers are made for.
  package var largestShard: Int { (min(batchSize, samples) - 1) / shards + 1 }

  /// Whether a step is the last one of its epoch.
  package func isEpochEnd(_ step: Int) -> Bool { step % stepsPerEpoch == 0 }

  /// Whether the validation set is evaluated on the weights after this step; always after the last one.
  package func evaluationDue(afterStep step: Int) -> Bool {
    guard let evaluation else { return false }
    if step == totalSteps { return true }
    if let steps = evaluation.everySteps, step % steps == 0 { return true }
    guard let epochs = evaluation.everyEpochs else { return false }
    return step % (stepsPerEpoch * epochs) == 0
  }
}

/// How often the validation set is evaluated, besides the end of the run.
package struct EvaluationRhythm: Sendable, Codable, Equatable {
  package var everyEpochs: Int?
  package var everySteps: Int?

  package init(everyEpochs: Int? = 1, everySteps: Int? = nil) {
    precondition((everyEpochs ?? 1) >= 1 && (everySteps ?? 1) >= 1, "EvaluationRhythm: every 0")
    self.everyEpochs = everyEpochs
    self.everySteps = everySteps
  }
}
