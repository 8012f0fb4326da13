import Cluster
import Datasets

// The coordinator is killed, stopped, or stands still; its workers live on.
extension RandomCluster {
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

  init(stalledCoordinator seed: UInt64) {
    var settings = RandomCluster(seed: seed).settings
    settings.faults = [(.milliseconds(60 + Int(seed)), .pauseCoordinator(for: .seconds(20)))]
    if seed.isMultiple(of: 3) { Self.lengthen(&settings, seed) }
    self.settings = settings
  }

  /// The coordinator stands still for so long that workers, which serve run after run, have left this one when it goes on. One has come late, so
  /// that the deal in force is not the run's first, from which a worker would begin again anyway.
  private static func lengthen(_ settings: inout SimulationSettings, _ seed: UInt64) {
    for place in settings.workers.indices { settings.workers[place].once = false }
    settings.shardTime = .milliseconds(40)
    settings.minWorkers = 1
    settings.workers[settings.workers.count - 1].start = .milliseconds(120)
    settings.faults = [(.milliseconds(250 + Int(seed * 7 % 500)), .pauseCoordinator(for: .seconds(90)))]
  }

  static func policy(using random: inout SplitMix64) -> CheckpointPolicy? {
    guard Int.random(in: 0...4, using: &random) > 0 else { return nil }
    return CheckpointPolicy(
      everySteps: Bool.random(using: &random) ? Int.random(in: 1...9, using: &random) : nil,
      everyEpochs: Bool.random(using: &random) ? Int.random(in: 1...3, using: &random) : nil,
      every: Bool.random(using: &random) ? .milliseconds(Int.random(in: 20...2_000, using: &random)) : nil)
  }
}
