/// How the validation set is cut into shards: by position, in the stored order, never by worker.
package struct EvaluationPlan: Sendable, Codable, Equatable {
  package let samples: Int
  /// The samples of a shard; the last one may be smaller.
  package let shardSize: Int

  package init(samples: Int, shardSize: Int) {
    precondition(samples >= 0 && shardSize >= 1, "EvaluationPlan: \(samples) samples in shards of \(shardSize)")
    self.samples = samples
    self.shardSize = shardSize
  }

  package var shards: Int { (samples + shardSize - 1) / shardSize }

  /// The ids of one shard's samples.
  package func shard(_ shard: Int) -> Range<Int> {
    precondition((0..<shards).contains(shard), "EvaluationPlan: shard \(shard) of \(shards)")
    return (shard * shardSize)..<min((shard + 1) * shardSize, samples)
  }
}
