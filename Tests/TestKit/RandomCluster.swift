import Cluster
import Datasets
import Wire

/// A run that no person would think of, and what goes wrong with its workers and links.
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

  /// Keys are taken off the list and put on it again.
  init(keys seed: UInt64) {
    var settings = RandomCluster(seed: seed).settings
    var random = SplitMix64(seed: seed &* 0xbf58_476d_1ce4_e5b9 &+ 7)
    settings.shardTime = .milliseconds(40)
    settings.minWorkers = min(settings.workers.count, 1 + Int(seed % 2))
    for worker in settings.workers.indices {
      let renewal = Duration.milliseconds(Int.random(in: 1...900, using: &random))
      settings.faults.append((renewal, .renewKey(worker: worker)))
      guard Bool.random(using: &random) else { continue }
      let moment = Duration.milliseconds(Int.random(in: 1...900, using: &random))
      settings.faults.append(
        (moment, .removeKey(worker: worker, for: .seconds(Int.random(in: 1...20, using: &random)))))
    }
    self.settings = settings
  }

  /// Data files come from the coordinator, over links that lose and double frames, to workers that die on the way.
  init(delivery seed: UInt64) {
    var settings = RandomCluster(chaos: seed).settings
    var random = SplitMix64(seed: seed &* 0xbf58_476d_1ce4_e5b9 &+ 11)
    settings.dataFiles = (0..<Int.random(in: 1...4, using: &random)).map { file in
      let bytes = [0, 1, FilePieces.bytesPerPiece, Int.random(in: 1...(60 * FilePieces.bytesPerPiece), using: &random)]
      return WireDataFile(
        role: "train.inputs", name: "file-\(file)", bytes: bytes[Int.random(in: 0...3, using: &random)], sha256: "")
    }
    if seed.isMultiple(of: 4) { settings.dataReadableFrom = .seconds(Int.random(in: 1...20, using: &random)) }
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

  /// Computations hang, and nobody starts anything again; one worker at least goes on.
  init(hanging seed: UInt64) {
    var settings = RandomCluster(seed: seed).settings
    var random = SplitMix64(seed: seed &* 0x94d0_49bb_1331_11eb &+ 31)
    settings.workers.append(SimulatedWorkerSettings(name: "w\(settings.workers.count)", goesOn: true))
    settings.minWorkers = 1
    settings.shardTime = .milliseconds(Int.random(in: 2...100, using: &random))
    // Longer than the slowest takes for a whole step.
    settings.times.stepDeadline = .seconds(Int.random(in: 5...10, using: &random))
    settings.checkpoints = CheckpointPolicy(
      everySteps: Int.random(in: 3...9, using: &random), everyEpochs: nil, every: nil)
    settings.lengthen(to: Int.random(in: 10...100, using: &random))
    for worker in settings.workers.indices.shuffled(using: &random).dropFirst() where Bool.random(using: &random) {
      settings.faults.append((.milliseconds(Int.random(in: 20...10_000, using: &random)), .hang(worker: worker)))
    }
    self.settings = settings
  }

  /// The holder of every root hears nothing of commits and evaluations, while the others' averages reach it.
  init(lostNews seed: UInt64) {
    var random = SplitMix64(seed: seed &* 0xb492_b66f_be98_f273 &+ 29)
    // Of one shard, so that a worker alone makes the root; the others are there to go on without it.
    let plan = TrainingPlan.toy(
      samples: 40, batch: 8, shards: 1, steps: Int.random(in: 20...60, using: &random),
      evaluateEvery: Int.random(in: 1...3, using: &random), validation: Int.random(in: 1...20, using: &random))
    let workers = (0..<Int.random(in: 2...4, using: &random)).map {
      SimulatedWorkerSettings(name: "w\($0)", goesOn: Bool.random(using: &random))
    }
    var settings = SimulationSettings(seed: seed, plan: plan, workers: workers)
    settings.minWorkers = 1
    settings.shardTime = .milliseconds(Int.random(in: 2...100, using: &random))
    settings.checkpoints = Self.policy(using: &random)
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let worker = Int.random(in: workers.indices, using: &random)
      let moment = Duration.milliseconds(Int.random(in: 50...4_000, using: &random))
      settings.faults.append((moment, .breakSocket(worker: worker, .control)))
    }
    self.settings = settings
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
