import Datasets

extension BatchPlan {
  /// A shard of each size that the plan has, largest first: they come from a whole batch and from an epoch's last one.
  var differentShards: [(step: Int, shard: Int)] {
    var shards: [Int: (step: Int, shard: Int)] = [:]
    for step in [1, stepsPerEpoch] {
      for shard in [0, filledShards(inStep: step) - 1] {
        shards[self.shard(shard, ofStep: step).count] = (step, shard)
      }
    }
    return shards.filter { $0.key > 0 }.sorted { $0.key > $1.key }.map(\.value)
  }
}
