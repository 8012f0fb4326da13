import Reduction
import RunFiles
import Synchronization
import Testing
import Training

@testable import Worker

/// The hot loop: which lane computes a shard changes nothing, and after the first steps nothing is allocated.
@Suite struct BatchLoopTests {
  private static let runFile = """
    [run]
    name = "lanes"
    steps = 110
    [data]
    format = "generated"
    name = "spirals"
    samples = 300
    [model]
    input = [2]
    layers = [
      { type = "linear", outputs = 64, activation = "relu" },
      { type = "dropout", probability = 0.2 },
      { type = "linear", outputs = 32, activation = "gelu" },
      { type = "linear", outputs = 3 },
    ]
    [loss]
    type = "cross_entropy"
    [optimizer]
    type = "adam"
    [batch]
    size = 70
    shards = 6
    """

  private func prepared() throws -> PreparedRun {
    try PreparedRun(try RunFile.parse(Array(Self.runFile.utf8), path: "run.toml"))
  }

  /// Trains through a step, and gives the weights.
  private func train(
    _ run: PreparedRun, on loop: BatchLoop, through last: Int, pool: FlatBufferPool
  ) throws -> [Float] {
    let replica = Replica(run)
    for step in 1...last {
      let sums = PartialSums(run.plan.tree(ofStep: step), pool: pool)
      loop.compute(
        step: step, shards: Array(0..<run.plan.batches.filledShards(inStep: step)), weights: replica.weights,
        into: sums, pool: pool)
      let root = try #require(sums.takeRoot())
      replica.apply(root, scale: run.layout.scale(samples: run.plan.batches.samples(inStep: step)), step: step)
      pool.giveBack(root)
    }
    return replica.weights.scalars
  }

  @Test("warm lanes allocate nothing in 110 steps", arguments: [1, 2])
  func allocation(threads: Int) throws {
    let run = try prepared()
    let loop = BatchLoop(run, threads: threads)
    // What lanes hold at once depends on who is faster; the most there can be is made at once.
    let pool = FlatBufferPool(count: run.layout.count)
    let reserve = (0..<run.plan.batches.shards).map { _ in pool.take() }
    reserve.forEach(pool.giveBack)
    let first = pool.statistics.misses
    loop.warmUp(weights: Replica(run).weights)
    let warm = loop.poolStatistics
    _ = try train(run, on: loop, through: 110, pool: pool)
    #expect(loop.poolStatistics.misses == warm.misses, "tensors were allocated")
    #expect(loop.poolStatistics.hits > 1000)
    #expect(pool.statistics.misses == first, "shard vectors were allocated")
  }

  @Test("one lane or several give the same weights", arguments: [2, 3, 6, 16])
  func lanes(threads: Int) throws {
    let run = try prepared()
    let pool = FlatBufferPool(count: run.layout.count)
    let one = try train(run, on: BatchLoop(run, threads: 1), through: 12, pool: pool)
    let several = BatchLoop(run, threads: threads)
    #expect(several.lanes == min(threads, 6))
    #expect(try train(run, on: several, through: 12, pool: pool) == one)
  }

  @Test("a shard can be given up after each of its layers, and leaves no trace")
  func givenUp() throws {
    let run = try prepared()
    let loop = BatchLoop(run, threads: 1)
    let pool = FlatBufferPool(count: run.layout.count)
    let untouched = try train(run, on: BatchLoop(run, threads: 1), through: 3, pool: pool)
    let weights = Replica(run).weights
    let asked = Atomic<Int>(0)
    /// How often it was asked whether to go on, and what there is of the shard.
    func compute(asking most: Int) -> (asked: Int, node: FlatBuffer?) {
      asked.store(0, ordering: .relaxed)
      let sums = PartialSums<FlatBuffer>(run.plan.tree(ofStep: 1), pool: pool)
      loop.compute(step: 1, shards: [2], weights: weights, into: sums, pool: pool) { place in
        let before = asked.add(1, ordering: .relaxed).oldValue
        return place == LayerPlace(shard: 2, layer: before) && before + 1 < most
      }
      return (asked.load(ordering: .relaxed), sums.take(.leaf(2)))
    }
    let whole = compute(asking: .max)
    #expect(whole.node != nil && whole.asked > 6)
    for most in 1...whole.asked {
      let part = compute(asking: most)
      #expect(part.asked == most && part.node == nil)
    }
    #expect(try train(run, on: loop, through: 3, pool: pool) == untouched)
  }

  @Test("the fingerprint does not depend on the lanes")
  func fingerprint() throws {
    let run = try prepared()
    #expect(run.digests(on: BatchLoop(run, threads: 1)) == run.digests(on: BatchLoop(run, threads: 4)))
  }
}
