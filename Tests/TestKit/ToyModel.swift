import Cluster
import Datasets

/// A model whose numbers are integers: a sum that misses a shard, or counts one twice, is wrong in every digit.
package enum ToyModel {
  static let parameters = 4
  /// Gradients, then samples, correct and loss.
  static let vectorLength = parameters + 3

  package static let initial: [Int64] = [3, 1, 4, 1]

  /// What a shard contributes to a step.
  static func vector(_ weights: [Int64], step: Int, shard: Int, samples: Int) -> [Int64] {
    var random = SplitMix64(seed: UInt64(step) << 32 | UInt64(shard))
    let gradients = weights.map { ($0 &+ Int64(truncatingIfNeeded: random.next() % 1_000)) &* Int64(samples) }
    return gradients + [Int64(samples), Int64(samples / 2), Int64(random.next() % 100)]
  }

  static func sum(_ left: [Int64], _ right: [Int64]) -> [Int64] {
    zip(left, right).map { $0 &+ $1 }
  }

  /// Equal for equal numbers.
  static func digest(_ vector: [Int64]) -> UInt64 {
    vector.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64(bitPattern: $1)) &* 0x0000_0100_0000_01b3 }
  }

  static func updated(_ weights: [Int64], by sum: [Int64]) -> [Int64] {
    zip(weights, sum).map { ($0 &* 31) &- $1 }
  }

  static func figures(_ sum: [Int64]) -> Figures {
    Figures(samples: Int(sum[4]), correct: Int(sum[5]), lossSum: Double(sum[6]) / 8)
  }

  /// Figures of one shard of the validation set.
  static func evaluation(_ weights: [Int64], shard: Int, samples: Int) -> Figures {
    let digit = abs(weights[shard % parameters] % 97)
    return Figures(samples: samples, correct: Int(digit) % (samples + 1), lossSum: Double(digit) / 3)
  }
}

/// What a run without cluster and faults gives: the weights after every step, and every evaluation.
package struct ToyReference: Sendable {
  /// Index 0 is the initial weights.
  package private(set) var weights: [[Int64]] = [ToyModel.initial]
  package private(set) var evaluations: [Int: Figures] = [:]

  /// - Parameter skipped: A step that counts without an update.
  package init(_ plan: TrainingPlan, skipped: Int? = nil) {
    for step in stride(from: 1, through: plan.totalSteps, by: 1) {
      let sum = Self.sum(weights[step - 1], step: step, plan)
      weights.append(step == skipped ? weights[step - 1] : ToyModel.updated(weights[step - 1], by: sum))
      if plan.evaluationDue(afterStep: step) { evaluations[step] = Self.evaluation(weights[step], plan) }
    }
  }

  private static func sum(_ weights: [Int64], step: Int, _ plan: TrainingPlan) -> [Int64] {
    (0..<plan.batches.filledShards(inStep: step)).reduce([Int64](repeating: 0, count: ToyModel.vectorLength)) {
      let samples = plan.batches.shard($1, ofStep: step).count
      return ToyModel.sum($0, ToyModel.vector(weights, step: step, shard: $1, samples: samples))
    }
  }

  private static func evaluation(_ weights: [Int64], _ plan: TrainingPlan) -> Figures {
    (0..<plan.evaluationShards).reduce(into: Figures()) { sum, shard in
      let samples = plan.evaluation.map { $0.shard(shard).count } ?? 0
      let part = ToyModel.evaluation(weights, shard: shard, samples: samples)
      sum = Figures(
        samples: sum.samples + part.samples, correct: sum.correct + part.correct, lossSum: sum.lossSum + part.lossSum)
    }
  }
}
