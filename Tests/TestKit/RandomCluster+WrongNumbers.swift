import Cluster

// Numbers that are wrong, or not finite, and replicas that are spoiled.
extension RandomCluster {
  /// As `calm`, with audits.
  init(audited seed: UInt64) {
    var settings = RandomCluster(seed: seed).settings
    settings.auditEvery = 1 + Int(seed % 3)
    self.settings = settings
  }

  /// As `chaos`, audited; one worker has a bad processor.
  init(badProcessor seed: UInt64) {
    var settings = RandomCluster(chaos: seed).settings
    var random = SplitMix64(seed: seed &* 0x8cb9_2ba7_2f3d_8dd7 &+ 11)
    settings.auditEvery = Int.random(in: 1...3, using: &random)
    while settings.workers.count < 3 {
      settings.workers.append(SimulatedWorkerSettings(name: "w\(settings.workers.count)", goesOn: true))
    }
    settings.minWorkers = Int.random(in: 1...settings.workers.count - 1, using: &random)
    let index = Int.random(in: settings.workers.indices, using: &random)
    settings.badProcessors = [
      index: BadProcessor(
        probability: [0.1, 0.5, 1][Int.random(in: 0...2, using: &random)],
        errsInAudits: Bool.random(using: &random))
    ]
    for worker in settings.workers.indices { settings.faults.append((.seconds(40), .restart(worker: worker))) }
    self.settings = settings
  }

  /// A bit flips in a replica; checkpoints find it.
  init(spoiledReplica seed: UInt64) {
    var settings = RandomCluster(takeOver: seed).settings
    var random = SplitMix64(seed: seed &* 0x2545_f491_4f6c_dd1d &+ 13)
    settings.faults = []
    settings.checkpoints = CheckpointPolicy(
      everySteps: Int.random(in: 1...9, using: &random), everyEpochs: nil,
      every: Bool.random(using: &random) ? .milliseconds(Int.random(in: 20...2_000, using: &random)) : nil)
    settings.minWorkers = 1
    let victims = [Int?.none] + settings.workers.indices.map { $0 }
    for _ in 0..<Int.random(in: 1...2, using: &random) {
      let victim = victims[Int.random(in: victims.indices, using: &random)]
      settings.faults.append((.milliseconds(Int.random(in: 50...3_000, using: &random)), .spoilReplica(worker: victim)))
    }
    settings.faults.append((.milliseconds(Int.random(in: 50...3_000, using: &random)), .requestCheckpoint))
    self.settings = settings
  }

  /// As `chaos`; what joiners are sent is now and then not what its digest says.
  init(spoiledSnapshot seed: UInt64) {
    var settings = RandomCluster(chaos: seed).settings
    settings.spoiledSnapshots = 0.3
    // A process that was sent such a one ends, and its service manager starts it again.
    for second in stride(from: 41, to: 120, by: 8) {
      for worker in settings.workers.indices { settings.faults.append((.seconds(second), .revive(worker: worker))) }
    }
    self.settings = settings
  }

  /// Numbers of a step are not finite: the run's own, or a worker's.
  init(badNumbers seed: UInt64) {
    var settings = RandomCluster(chaos: seed).settings
    var random = SplitMix64(seed: seed &* 0x9fb2_1c65_1e98_df25 &+ 17)
    let steps = settings.plan.totalSteps
    settings.badNumbers = Bool.random(using: &random) ? .skip : .stop
    if Bool.random(using: &random) { settings.notFiniteAt = Int.random(in: 1...steps, using: &random) }
    let worker = Int.random(in: settings.workers.indices, using: &random)
    if settings.workers.count > 1, settings.notFiniteAt == nil {
      settings.notFiniteOf = [worker: Int.random(in: 1...steps, using: &random)]
      // With nobody else there such numbers count as the run's own.
      (settings.minWorkers, settings.network.loss) = (1, 0)
      for index in settings.workers.indices { settings.workers[index].start = .zero }
      settings.faults = []
    }
    self.settings = settings
  }

  /// Numbers of a step are not finite, and its workers are so slow that others compute parts of their parts; some hang or die,
  /// and nobody starts them again.
  init(divergence seed: UInt64) {
    var settings = RandomCluster(seed: seed).settings
    var random = SplitMix64(seed: seed &* 0xbf58_476d_1ce4_e5b9 &+ 37)
    while settings.workers.count < 3 {
      settings.workers.append(SimulatedWorkerSettings(name: "w\(settings.workers.count)", goesOn: true))
    }
    settings.minWorkers = 1
    settings.shardTime = .milliseconds(Int.random(in: 5...60, using: &random))
    settings.badNumbers = Bool.random(using: &random) ? .skip : .stop
    settings.lengthen(to: Int.random(in: 4...20, using: &random))
    // How fast a worker is, is known after the first step.
    let step = Int.random(in: 2...settings.plan.totalSteps, using: &random)
    settings.notFiniteAt = step
    for worker in settings.workers.indices where Bool.random(using: &random) { settings.slowSteps[worker] = step }
    for worker in settings.workers.indices.shuffled(using: &random).dropFirst() where random.chance(0.3) {
      let moment = Duration.milliseconds(Int.random(in: 50...3_000, using: &random))
      settings.faults.append((moment, Bool.random(using: &random) ? .hang(worker: worker) : .crash(worker: worker)))
    }
    self.settings = settings
  }
}
