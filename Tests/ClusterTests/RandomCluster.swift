import Cluster
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
