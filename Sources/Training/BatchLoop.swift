import Cluster
import Datasets
import Dispatch
import Kernels
import Locks
import Reduction
import Synchronization

/// Computes the shards of a step on all lanes at once.
///
/// Each lane takes the next shard from a counter; results lie by shard number, so the bits do not care which lane computed what.
package final class BatchLoop: Sendable {
  /// How many shards are computed at once.
  package var lanes: Int { slots.count }
  private let run: PreparedRun
  private let slots: [Slot]
  private let order = Locked<(epoch: Int, order: SampleOrder)?>(nil)

  /// A lane in a lock that nobody contends: the index of `concurrentPerform` is its only user.
  private final class Slot: Sendable {
    let lane: Locked<Lane>

    init(_ run: PreparedRun) {
      lane = Locked(Lane(run))
    }
  }

  /// - Parameter threads: More than there are shards would have nothing to do.
  package init(_ run: PreparedRun, threads: Int) {
    self.run = run
    slots = (0..<max(1, min(threads, run.plan.batches.shards))).map { _ in Slot(run) }
  }

  /// Computes shards of a step and adds them to the canonical sum, complete siblings at once.
  ///
  /// - Parameters:
  ///   - weights: Of the step before; not written to until this returns.
  ///   - goesOn: Given how far a shard is, before it begins and after each layer; what is left after a no is not computed.
  package func compute(
    step: Int, shards: [Int], weights: FlatBuffer, into sums: PartialSums<FlatBuffer>, pool: FlatBufferPool,
    goesOn: @Sendable (LayerPlace) -> Bool = { _ in true }
  ) {
    let order = order(ofStep: step)
    forEach(shards.count) { lane, index in
      var place = LayerPlace(shard: shards[index])
      guard goesOn(place) else { return }
      let vector = pool.take()
      let isWhole = lane.compute(step: step, shard: place.shard, order: order, weights: weights, into: vector) {
        place.layer += 1
        return goesOn(place)
      }
      if isWhole { sums.add(.leaf(place.shard), vector) } else { pool.giveBack(vector) }
    }
  }

  /// Has every lane compute a shard of each size, so that from the first step on its pool holds what a step takes.
  ///
  /// Without it a lane that gets its first shard late, since another was faster, allocates late.
  package func warmUp(weights: FlatBuffer) {
    let order = order(ofStep: 1)
    concurrently(slots.count) { slot in
      let vector = FlatBuffer(count: run.layout.count)
      slots[slot].lane.withLock { lane in
        for (step, shard) in run.plan.batches.differentShards {
          lane.compute(step: step, shard: shard, order: order, weights: weights, into: vector)
        }
      }
    }
  }

  /// The figures of shards of the validation set, in the order asked; without those that `goesOn` gave up.
  package func evaluate(
    shards: [Int], weights: FlatBuffer, goesOn: @Sendable (LayerPlace) -> Bool = { _ in true }
  ) -> [EvaluationShard] {
    guard let dataset = run.validation, let plan = run.plan.evaluation else { return [] }
    return zip(shards, figures(of: dataset, plan, shards: shards, weights: weights, goesOn: goesOn)).compactMap {
      shard, figures in figures.map { EvaluationShard(index: shard, figures: $0) }
    }
  }

  /// The figures of a whole data set, cut and summed as the evaluations of a run are: the same to the last bit.
  package func evaluate(_ dataset: Dataset, weights: FlatBuffer) -> Figures {
    let plan = EvaluationPlan(samples: dataset.count, shardSize: run.settings.evaluation.shard)
    return figures(of: dataset, plan, shards: Array(0..<plan.shards), weights: weights)
      .reduce(into: Figures()) { sum, shard in sum += shard ?? Figures() }
  }

  private func figures(
    of dataset: Dataset, _ plan: EvaluationPlan, shards: [Int], weights: FlatBuffer,
    goesOn: @Sendable (LayerPlace) -> Bool = { _ in true }
  ) -> [Figures?] {
    let figures = Locked([Figures?](repeating: nil, count: shards.count))
    forEach(shards.count) { lane, index in
      var place = LayerPlace(shard: shards[index])
      guard goesOn(place) else { return }
      let result = lane.evaluate(plan.shard(place.shard), of: dataset, weights: weights) {
        place.layer += 1
        return goesOn(place)
      }
      figures.withLock { $0[index] = result }
    }
    return figures.withLock { $0 }
  }

  /// Runs `body` once for each index, on all lanes.
  func forEach(_ count: Int, _ body: @Sendable (borrowing Lane, Int) -> Void) {
    let next = Atomic<Int>(0)
    concurrently(min(slots.count, count)) { slot in
      slots[slot].lane.withLock { lane in
        while case let index = next.add(1, ordering: .relaxed).oldValue, index < count { body(lane, index) }
      }
    }
  }

  /// Dispatch's threads cost a few microseconds to wake: one lane stays where it is.
  private func concurrently(_ count: Int, _ body: @Sendable (Int) -> Void) {
    if count == 1 { body(0) } else { DispatchQueue.concurrentPerform(iterations: count, execute: body) }
  }

  /// Tensor storage taken from the lanes' pools, and allocated, since the start.
  package var poolStatistics: (hits: Int, misses: Int) {
    slots.reduce((0, 0)) { sum, slot in
      let lane = slot.lane.withLock { $0.poolStatistics }
      return (sum.0 + lane.hits, sum.1 + lane.misses)
    }
  }

  private func order(ofStep step: Int) -> SampleOrder {
    let epoch = run.plan.batches.positions(ofStep: step).epoch
    return order.withLock { cached in
      if let cached, cached.epoch == epoch { return cached.order }
      let order = SampleOrder(seed: run.settings.run.seed, epoch: epoch, count: run.plan.batches.samples)
      cached = (epoch, order)
      return order
    }
  }
}

/// How far a lane is.
package struct LayerPlace: Sendable, Equatable {
  package var shard: Int
  /// Layers done, those of the way back too.
  package var layer = 0

  package init(shard: Int, layer: Int = 0) { (self.shard, self.layer) = (shard, layer) }
}
