import Cluster
import Wire
import Datasets

/// A run that no person would think of.
struct RandomCluster {
  let settings: SimulationSettings

  init(seed: UInt64) {
    var random = SplitMix64(seed: seed &* 0x5851_f42d_4c95_7f2d)
    let shards = Int.random(in: 1...9, using: &random)
    let plan = TrainingPlan.toy(
      samples: Int.random(in: 20...90, using: &random), batch: Int.random(in: max(shards, 4)...30, using: &random),
      shards: shards, steps: Int.random(in: 1...12, using: &random),
      evaluateEvery: Bool.random(using: &random) ? Int.random(in: 1...5, using: &random) : nil,
      validation: Int.random(in: 1...20, using: &random), chunks: Int.random(in: 1...3, using: &random))
    let workers = (0..<Int.random(in: 1...5, using: &random)).map { index in
      SimulatedWorkerSettings(
        name: "w\(index)", lanes: Int.random(in: 1...4, using: &random),
        start: .milliseconds(Int.random(in: 0...30, using: &random)), goesOn: Bool.random(using: &random))
    }
    settings = SimulationSettings(seed: seed, plan: plan, workers: workers)
  }

  init(roughNetwork seed: UInt64) {
    var settings = RandomCluster(seed: seed).settings
    settings.network.loss = 0.02
    settings.network.duplication = 0.2
    settings.network.corruption = 0.02
    settings.network.delay = .microseconds(50)...(.milliseconds(30))
    self.settings = settings
  }

  init(strays seed: UInt64) {
    var settings = RandomCluster(seed: seed).settings
    settings.faults = (0..<40).map { (.milliseconds(3 * $0), .strays) }
    self.settings = settings
  }

  init(lostWorker seed: UInt64) {
    var settings = RandomCluster(seed: seed).settings
    settings.shardTime = .milliseconds(40)
    settings.minWorkers = min(settings.workers.count, 1 + Int(seed % 2))
    let victim = Int(seed) % settings.workers.count
    let moment = Duration.milliseconds(150 + Int(seed % 50))
    settings.faults = [(moment, .crash(worker: victim)), (moment + .seconds(8), .restart(worker: victim))]
    self.settings = settings
  }

  init(shortPause seed: UInt64) {
    var settings = RandomCluster(seed: seed).settings
    let victim = Int(seed) % settings.workers.count
    let fault: Fault =
      seed.isMultiple(of: 2) ? .pause(worker: victim, for: .seconds(2)) : .cut(worker: victim, for: .seconds(2))
    settings.faults = [(.milliseconds(60 + Int(seed % 40)), fault)]
    self.settings = settings
  }

  init(stalledCoordinator seed: UInt64) {
    var settings = RandomCluster(seed: seed).settings
    settings.faults = [(.milliseconds(60 + Int(seed)), .pauseCoordinator(for: .seconds(20)))]
    self.settings = settings
  }

  /// The same with a longer run, faults of workers and links in its first seconds, and a calm end: dead workers start again.
  init(chaos seed: UInt64) {
    var settings = RandomCluster(seed: seed).settings
    var random = SplitMix64(seed: seed &* 0x9e37_79b9_7f4a_7c15 &+ 1)
    let steps = Int.random(in: 10...60, using: &random)
    let old = settings.plan.batches
    settings.plan.batches = BatchPlan(
      samples: old.samples, batchSize: old.batchSize, shards: old.shards, length: .steps(steps),
      evaluation: old.evaluation)
    settings.shardTime = .milliseconds(Int.random(in: 1...60, using: &random))
    settings.minWorkers = Int.random(in: 1...max(1, settings.workers.count - 1), using: &random)
    settings.network.loss = [0, 0, 0.02, 0.1, 0.3][Int.random(in: 0...4, using: &random)]
    settings.network.duplication = [0, 0.2][Int.random(in: 0...1, using: &random)]
    for index in settings.workers.indices where Int.random(in: 0...3, using: &random) == 0 {
      settings.workers[index].start = .milliseconds(Int.random(in: 0...6_000, using: &random))
    }
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      let worker = Int.random(in: settings.workers.indices, using: &random)
      let moment = Duration.milliseconds(Int.random(in: 20...15_000, using: &random))
      settings.faults.append((moment, Self.fault(of: worker, using: &random)))
    }
    settings.faults.append((.seconds(40), .heal))
    for worker in settings.workers.indices { settings.faults.append((.seconds(40), .restart(worker: worker))) }
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

  /// The coordinator comes back while a worker that is a step ahead is cut off: the run goes on without it, and meets it later.
  init(ahead seed: UInt64) {
    var random = SplitMix64(seed: seed &* 0xd6e8_feb8_6659_fd93 &+ 23)
    let plan = TrainingPlan.toy(
      samples: 40, batch: 8, shards: 1, steps: 8,
      evaluateEvery: Bool.random(using: &random) ? Int.random(in: 1...5, using: &random) : nil)
    let workers = (0..<2).map { SimulatedWorkerSettings(name: "w\($0)", goesOn: Bool.random(using: &random)) }
    var settings = SimulationSettings(seed: seed, plan: plan, workers: workers)
    settings.minWorkers = 1
    settings.shardTime = .milliseconds(Int.random(in: 500...1_500, using: &random))
    let moment = Duration.milliseconds(Int.random(in: 1_500...4_000, using: &random))
    let cut = Duration.milliseconds(Int.random(in: 6_500...8_500, using: &random))
    for worker in 0...1 where Bool.random(using: &random) {
      settings.faults.append((moment - .milliseconds(5), .cut(worker: worker, for: cut)))
    }
    settings.faults += [(moment, .crashCoordinator), (moment + .milliseconds(20), .restartCoordinator)]
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

  /// Workers that the coordinator starts itself: it sees them die, and starts them again.
  init(localWorkers seed: UInt64) {
    var settings = RandomCluster(coordinatorChaos: seed).settings
    settings.localWorkers = settings.workers.map(\.name)
    settings.faults = settings.faults.map { moment, fault in
      if case .crash(let worker) = fault { return (moment, .localWorkerExited(worker: worker, code: 137)) }
      return (moment, fault)
    }
    self.settings = settings
  }

  /// A person stops the run once or twice, and goes on with it.
  init(stopping seed: UInt64) {
    var settings = RandomCluster(chaos: seed).settings
    var random = SplitMix64(seed: seed &* 0xc2b2_ae3d_27d4_eb4f &+ 19)
    settings.checkpoints = CheckpointPolicy(
      everySteps: Int.random(in: 1...9, using: &random), everyEpochs: nil, every: nil)
    var moment = Duration.milliseconds(Int.random(in: 20...4_000, using: &random))
    for _ in 0..<Int.random(in: 1...2, using: &random) {
      settings.faults.append((moment, .stopCoordinator))
      if Bool.random(using: &random) { settings.faults.append((moment + .milliseconds(1), .stopCoordinator)) }
      moment += .milliseconds(Int.random(in: 100...9_000, using: &random))
      settings.faults.append((moment, .restartCoordinator))
      for worker in settings.workers.indices { settings.faults.append((moment, .restart(worker: worker))) }
      moment += .milliseconds(Int.random(in: 100...4_000, using: &random))
    }
    self.settings = settings
  }

  /// Some cannot get ready.
  init(unready seed: UInt64) {
    var settings = RandomCluster(seed: seed).settings
    if seed.isMultiple(of: 7) { settings.failure = ("no such file", 66) }
    settings.workers.append(SimulatedWorkerSettings(name: "unready", failure: ("no such file", 66)))
    settings.minWorkers = 1
    self.settings = settings
  }

  /// Sockets die without a sign, and nobody starts anything again.
  init(deadSocket seed: UInt64) {
    var settings = RandomCluster(seed: seed).settings
    settings.shardTime = .milliseconds(40)
    let channel = Channel.allCases[Int(seed) % 2]
    settings.faults = [
      (.milliseconds(100 + Int(seed % 90)), .breakSocket(worker: Int(seed) % settings.workers.count, channel))
    ]
    self.settings = settings
  }

  /// As `calm`, with audits.
  init(audited seed: UInt64) {
    var settings = RandomCluster(seed: seed).settings
    settings.auditEvery = 1 + Int(seed % 3)
    self.settings = settings
  }

  /// The coordinator is killed once or twice in the middle, and started again; workers live on.
  init(takeOver seed: UInt64) {
    var settings = RandomCluster(chaos: seed).settings
    var random = SplitMix64(seed: seed &* 0xd134_2543_de82_ef95 &+ 3)
    settings.faults = []
    settings.network.loss = 0
    settings.losesNothing = true
    settings.minWorkers = Int.random(in: 1...settings.workers.count, using: &random)
    for index in settings.workers.indices { settings.workers[index].start = .zero }
    settings.checkpoints = Self.policy(using: &random)
    var moment = Duration.milliseconds(Int.random(in: 30...1_500, using: &random))
    for _ in 0..<Int.random(in: 1...2, using: &random) {
      settings.faults.append((moment, .crashCoordinator))
      moment += .milliseconds(Int.random(in: 10...4_000, using: &random))
      settings.faults.append((moment, .restartCoordinator))
      moment += .milliseconds(Int.random(in: 30...12_000, using: &random))
    }
    self.settings = settings
  }

  /// As `takeOver`, on a run directory that is older than the workers' coordinator.
  init(backup seed: UInt64) {
    var settings = RandomCluster(takeOver: seed).settings
    settings.losesNothing = false
    for (moment, fault) in settings.faults {
      if case .crashCoordinator = fault { settings.faults.append((moment + .milliseconds(1), .restoreBackup)) }
    }
    // A run that had ended begins again.
    for worker in settings.workers.indices { settings.faults.append((.seconds(60), .restart(worker: worker))) }
    self.settings = settings
  }

  /// Faults of workers, links and the coordinator.
  init(coordinatorChaos seed: UInt64) {
    var settings = RandomCluster(chaos: seed).settings
    var random = SplitMix64(seed: seed &* 0xaef1_7502_108e_f2d9 &+ 5)
    settings.checkpoints = Self.policy(using: &random)
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let moment = Duration.milliseconds(Int.random(in: 20...20_000, using: &random))
      let pause = Duration.milliseconds(Int.random(in: 50...9_000, using: &random))
      let fault: [Fault] = [
        .crashCoordinator, .powerCut, .pauseCoordinator(for: pause), .fillDisk(for: pause), .failSync(for: pause),
        .requestCheckpoint,
      ]
      settings.faults.append((moment, fault[Int.random(in: fault.indices, using: &random)]))
      settings.faults.append((moment + pause, .restartCoordinator))
    }
    self.settings = settings
  }

  private static func policy(using random: inout SplitMix64) -> CheckpointPolicy? {
    guard Int.random(in: 0...4, using: &random) > 0 else { return nil }
    return CheckpointPolicy(
      everySteps: Bool.random(using: &random) ? Int.random(in: 1...9, using: &random) : nil,
      everyEpochs: Bool.random(using: &random) ? Int.random(in: 1...3, using: &random) : nil,
      every: Bool.random(using: &random) ? .milliseconds(Int.random(in: 20...2_000, using: &random)) : nil)
  }

  private static func fault(of worker: Int, using random: inout SplitMix64) -> Fault {
    let time = Duration.milliseconds(Int.random(in: 50...12_000, using: &random))
    return switch Int.random(in: 0...9, using: &random) {
    case 0, 1: .crash(worker: worker)
    case 2: .restart(worker: worker)
    case 3: .pause(worker: worker, for: time)
    case 4: .cut(worker: worker, for: time)
    case 5: .cutOneWay(worker: worker, toCoordinator: true, for: time)
    case 6: .cutOneWay(worker: worker, toCoordinator: false, for: time)
    case 7: .hang(worker: worker)
    case 8: .breakSocket(worker: worker, Channel.allCases[Int(worker) % 2])
    default: .stopWorker(worker)
    }
  }
}
