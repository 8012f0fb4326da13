import Cluster
import TestKit
import Testing

/// Random clusters on virtual time; every one checks the simulator's invariants after every event.
struct SimulationTests {
  @Test("Without faults every run ends with the weights of a single process", arguments: Batches.of(300))
  func calm(seeds: Range<UInt64>) {
    for seed in seeds {
      runToTheEnd(RandomCluster(seed: seed).settings, seed: seed)
    }
  }

  @Test("Lost, doubled, late and spoiled frames change nothing", arguments: Batches.of(150))
  func roughNetwork(seeds: Range<UInt64>) {
    for seed in seeds {
      var settings = RandomCluster(seed: seed).settings
      settings.network.loss = 0.02
      settings.network.duplication = 0.2
      settings.network.corruption = 0.02
      settings.network.delay = .microseconds(50)...(.milliseconds(30))
      runToTheEnd(settings, seed: seed)
    }
  }

  @Test("Strangers' frames are counted, and change nothing", arguments: Batches.of(60))
  func strays(seeds: Range<UInt64>) {
    for seed in seeds {
      var settings = RandomCluster(seed: seed).settings
      settings.faults = (0..<40).map { (.milliseconds(3 * $0), .strays) }
      let cluster = runToTheEnd(settings, seed: seed)
      #expect(cluster.droppedAtCoordinator[.foreignRun, default: 0] >= 40)
      #expect(cluster.droppedAtCoordinator[.unknownIncarnation, default: 0] >= 40)
      for index in settings.workers.indices {
        #expect(cluster.dropped(atWorker: index)[.foreignTerm, default: 0] > 0)
      }
    }
  }

  @Test("A worker lost in the middle costs its missing shards, and nothing else", arguments: Batches.of(150))
  func lostWorker(seeds: Range<UInt64>) {
    for seed in seeds {
      let random = RandomCluster(seed: seed)
      var settings = random.settings
      settings.shardTime = .milliseconds(40)
      settings.minWorkers = min(settings.workers.count, 1 + Int(seed % 2))
      let victim = Int(seed) % settings.workers.count
      let moment = Duration.milliseconds(150 + Int(seed % 50))
      settings.faults = [(moment, .crash(worker: victim)), (moment + .seconds(8), .restart(worker: victim))]
      runToTheEnd(settings, seed: seed)
    }
  }

  @Test("Whatever happens to workers, the run ends with the weights of a single process", arguments: Batches.of(300))
  func chaos(seeds: Range<UInt64>) {
    for seed in seeds {
      runToTheEnd(RandomCluster(chaos: seed).settings, seed: seed)
    }
  }

  @Test("A short pause of a worker, or a broken link, delays the run and nothing else", arguments: Batches.of(60))
  func shortPause(seeds: Range<UInt64>) {
    for seed in seeds {
      var settings = RandomCluster(seed: seed).settings
      let victim = Int(seed) % settings.workers.count
      let fault: Fault =
        seed.isMultiple(of: 2)
        ? .pause(worker: victim, for: .seconds(2)) : .cut(worker: victim, for: .seconds(2))
      settings.faults = [(.milliseconds(60 + Int(seed % 40)), fault)]
      runToTheEnd(settings, seed: seed)
    }
  }

  @Test("A coordinator that stood still for 20 s blames nobody", arguments: Batches.of(30))
  func stalledCoordinator(seeds: Range<UInt64>) {
    for seed in seeds {
      var settings = RandomCluster(seed: seed).settings
      settings.faults = [(.milliseconds(60 + Int(seed)), .pauseCoordinator(for: .seconds(20)))]
      runToTheEnd(settings, seed: seed)
    }
  }

  @Test("The same seed gives the same trace, another seed another", arguments: [UInt64(7), 8, 9])
  func sameTrace(seed: UInt64) {
    let digests = [seed, seed, seed + 1].map { seed in
      var settings = RandomCluster(seed: seed).settings
      settings.network.loss = 0.02
      let cluster = SimulatedCluster(settings)
      cluster.run()
      return cluster.trace.digest
    }
    #expect(digests[0] == digests[1])
    #expect(digests[0] != digests[2])
  }

  /// Expects every step to be done, and the weights of a single process.
  @discardableResult
  private func runToTheEnd(_ settings: SimulationSettings, seed: UInt64) -> SimulatedCluster {
    let cluster = SimulatedCluster(settings)
    cluster.run()
    #expect(cluster.problems.isEmpty, "seed \(seed)")
    #expect(cluster.outcome?.ending == .done, "seed \(seed): \(cluster.outcome?.message ?? "no end")")
    #expect(cluster.coordinatorStep == cluster.settings.plan.totalSteps, "seed \(seed)")
    #expect(cluster.coordinatorWeights == cluster.expected.weights.last, "seed \(seed)")
    return cluster
  }
}
