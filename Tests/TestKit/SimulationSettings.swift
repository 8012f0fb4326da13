import Cluster
import Datasets
import Wire

/// Everything that decides a simulation.
package struct SimulationSettings: Sendable {
  package var seed: UInt64
  package var plan: TrainingPlan
  package var workers: [SimulatedWorkerSettings]
  package var minWorkers: Int?
  package var network = NetworkConditions()
  package var faults: [(at: Duration, Fault)] = []
  /// How long a lane takes for a shard.
  package var shardTime: Duration = .milliseconds(2)
  package var digests: Digests = .simulated
  package var requireSameBits = true
  /// A shard of this step gives numbers that are not finite.
  package var notFiniteAt: Int?
  package var times = Times()
  package var maxWorkers: Int?
  package var checkpoints: CheckpointPolicy?
  package var localWorkers: [String] = []
  package var acceptsOthers = true
  package var auditEvery: Int?
  package var badNumbers = BadNumbersPolicy.stop
  /// Workers whose numbers of one step are not finite, by their index, when others' are.
  package var notFiniteOf: [Int: Int] = [:]
  /// Workers that take ten times as long for their shards of one step, by their index.
  package var slowSteps: [Int: Int] = [:]
  /// How likely a snapshot is to be spoiled in a worker's memory.
  package var spoiledSnapshots = 0.0
  /// The coordinator cannot get ready.
  package var failure: (message: String, exitCode: Int32)?
  /// Workers whose numbers are wrong now and then, by their index.
  package var badProcessors: [Int: BadProcessor] = [:]
  /// What is trained on; workers that lack it get it from the coordinator.
  package var dataFiles: [WireDataFile] = []
  /// Until then the coordinator cannot read them.
  package var dataReadableFrom = Duration.zero
  /// The simulation ends at this virtual time at the latest.
  package var limit: Duration = .seconds(300)
  package var recordsTrace = false
  /// Every worker outlives the coordinator, and reaches the next one in time: nothing that a worker holds may be repeated.
  package var losesNothing = false

  package init(seed: UInt64, plan: TrainingPlan, workers: [SimulatedWorkerSettings]) {
    self.seed = seed
    self.plan = plan
    self.workers = workers
  }

  /// Makes the run at least so long.
  mutating func lengthen(to steps: Int) {
    let old = plan.batches
    guard steps > plan.totalSteps else { return }
    limit += shardTime * 2 * (old.shards + plan.evaluationShards) * (steps - plan.totalSteps)
    plan.batches = BatchPlan(
      samples: old.samples, batchSize: old.batchSize, shards: old.shards, length: .steps(steps),
      evaluation: old.evaluation)
  }

  var coordinatorPlan: CoordinatorPlan {
    let welcome = Welcome(
      name: "", runName: "toy", settings: "{}", dataFiles: dataFiles, members: 0, times: times,
      requireSameBits: requireSameBits, auditEvery: auditEvery)
    var plan = CoordinatorPlan(
      run: RunID(high: 0x70, low: seed), term: 1, life: 0x11fe, welcome: welcome, training: plan,
      minWorkers: minWorkers ?? workers.count, build: "1.0")
    plan.maxWorkers = maxWorkers
    plan.checkpoints = checkpoints
    (plan.localWorkers, plan.acceptsOthers) = (localWorkers, acceptsOthers)
    (plan.auditEvery, plan.badNumbers) = (auditEvery, badNumbers)
    return plan
  }
}

/// Gives wrong numbers in nodes that are to be audited; what is never audited is never found.
package struct BadProcessor: Sendable {
  package var probability: Double
  /// In what is computed for the audits of others, too.
  package var errsInAudits: Bool

  package init(probability: Double = 1, errsInAudits: Bool = false) {
    self.probability = probability
    self.errsInAudits = errsInAudits
  }
}

extension TrainingPlan {
  /// A small plan: vectors of `chunks` chunks.
  package static func toy(
    samples: Int = 40, batch: Int = 16, shards: Int = 4, steps: Int = 5, evaluateEvery: Int? = nil,
    validation: Int = 10, chunks: Int = 1
  ) -> TrainingPlan {
    let rhythm = evaluateEvery.map { EvaluationRhythm(everyEpochs: nil, everySteps: $0) }
    let batches = BatchPlan(
      samples: samples, batchSize: batch, shards: shards, length: .steps(steps), evaluation: rhythm)
    return TrainingPlan(
      batches: batches, evaluation: rhythm == nil ? nil : EvaluationPlan(samples: validation, shardSize: 3),
      vectorFloats: VectorChunks.floatsPerChunk * (chunks - 1) + 7)
  }
}
