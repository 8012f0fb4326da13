import Datasets
import RunFiles
import Telemetry
import Training

/// What is allowed in a run and may not be meant.
struct RunNotes {
  let run: PreparedRun
  /// Of this machine, for local workers that divide them.
  let processors: Int

  /// Matrix products of fewer rows keep a core waiting: shards of 8 samples cost about a quarter of the speed.
  static let smallShard = 32

  private var settings: RunSettings { run.settings }
  private var batches: BatchPlan { run.plan.batches }

  var notes: [String] {
    [smallShards, idleThreads, idleWorkers, largeBatch, lastBatch, noEvaluation].compactMap { $0 }
  }

  private var smallShards: String? {
    let sizes = ShardSizes(batches, ofStep: 1)
    guard sizes.smallest < Self.smallShard else { return nil }
    return "shards of \(sizes) samples: products of fewer than \(Self.smallShard) rows are slower; "
      + "a larger batch.size or fewer batch.shards would help"
  }

  /// Threads that the local workers have; those of other hosts are not known.
  private var threads: Int {
    let cluster = settings.cluster
    guard cluster.localThreads == 0 else { return cluster.localWorkers * cluster.localThreads }
    return cluster.localWorkers * max(1, processors / max(1, cluster.localWorkers))
  }

  private var idleThreads: String? {
    guard threads > batches.shards else { return nil }
    return "\(NumberText.count(threads, "thread")) of local workers for \(NumberText.count(batches.shards, "shard")): "
      + "a shard is computed by one thread, \(threads - batches.shards) will have nothing to do"
  }

  private var idleWorkers: String? {
    let workers = max(settings.cluster.localWorkers, settings.cluster.minWorkers)
    guard workers > batches.shards else { return nil }
    return "\(NumberText.count(workers, "worker")) for \(NumberText.count(batches.shards, "shard")): "
      + "\(workers - batches.shards) will have nothing to do"
  }

  private var largeBatch: String? {
    guard batches.batchSize > batches.samples else { return nil }
    return "batch.size is \(NumberText.grouped(batches.batchSize)), the training set has "
      + "\(NumberText.count(batches.samples, "sample")): every step takes all of them"
  }

  private var lastBatch: String? {
    let samples = batches.samples % batches.batchSize
    guard samples > 0, batches.samples > batches.batchSize, batches.totalSteps >= batches.stepsPerEpoch else {
      return nil
    }
    let sizes = ShardSizes(batches, ofStep: batches.stepsPerEpoch)
    let empty = batches.shards - batches.filledShards(inStep: batches.stepsPerEpoch)
    return "the last batch of an epoch has \(NumberText.count(samples, "sample")), shards of \(sizes)"
      + (empty > 0 ? "; \(NumberText.count(empty, "shard")) of it are empty" : "")
  }

  private var noEvaluation: String? {
    run.validation == nil ? "no validation data: nothing is evaluated" : nil
  }
}
