import Cluster
import Datasets
import TestKit

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

  private static func fault(of worker: Int, using random: inout SplitMix64) -> Fault {
    let time = Duration.milliseconds(Int.random(in: 50...12_000, using: &random))
    return switch Int.random(in: 0...8, using: &random) {
    case 0, 1: .crash(worker: worker)
    case 2: .restart(worker: worker)
    case 3: .pause(worker: worker, for: time)
    case 4: .cut(worker: worker, for: time)
    case 5: .cutOneWay(worker: worker, toCoordinator: true, for: time)
    case 6: .cutOneWay(worker: worker, toCoordinator: false, for: time)
    case 7: .hang(worker: worker)
    default: .stopWorker(worker)
    }
  }
}

/// Seeds in parts, so that tests run side by side.
enum Batches {
  static func of(_ count: UInt64) -> [Range<UInt64>] {
    let size = (count + 9) / 10
    return stride(from: 0, to: count, by: Int(size)).map { $0..<min($0 + size, count) }
  }
}

extension SimulatedCluster {
  /// Whether the run got as far as its first deal.
  var started: Bool {
    coordinatorReports.contains { if case .started = $0 { true } else { false } }
  }
}
