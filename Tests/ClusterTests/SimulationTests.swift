import Cluster
import TestKit
import Testing

/// Random clusters on virtual time; every one checks the simulator's invariants after every event. `swift run simulate` replays a seed.
struct SimulationTests {
  @Test("Without faults every run ends with the weights of a single process", arguments: Batches.of(300))
  func calm(seeds: Range<UInt64>) { runToTheEnd(.calm, seeds) }

  @Test("Lost, doubled, late and spoiled frames change nothing", arguments: Batches.of(150))
  func roughNetwork(seeds: Range<UInt64>) { runToTheEnd(.roughNetwork, seeds) }

  @Test("Strangers' frames are counted, and change nothing", arguments: Batches.of(60))
  func strays(seeds: Range<UInt64>) {
    for cluster in runToTheEnd(.strays, seeds) {
      #expect(cluster.droppedAtCoordinator[.foreignRun, default: 0] >= 40)
      #expect(cluster.droppedAtCoordinator[.unknownIncarnation, default: 0] >= 40)
      for index in cluster.settings.workers.indices {
        #expect(cluster.dropped(atWorker: index)[.foreignTerm, default: 0] > 0)
      }
    }
  }

  @Test("A worker lost in the middle costs its missing shards, and nothing else", arguments: Batches.of(150))
  func lostWorker(seeds: Range<UInt64>) { runToTheEnd(.lostWorker, seeds) }

  @Test("Whatever happens to workers, the run ends with the weights of a single process", arguments: Batches.of(300))
  func chaos(seeds: Range<UInt64>) { runToTheEnd(.chaos, seeds) }

  @Test("Audits change nothing", arguments: Batches.of(100))
  func audited(seeds: Range<UInt64>) { runToTheEnd(.audited, seeds) }

  @Test(
    "Wrong numbers that an audit meets never reach the weights, and their worker is named", arguments: Batches.of(200))
  func badProcessor(seeds: Range<UInt64>) {
    let clusters = runToTheEnd(.badProcessor, seeds)
    #expect(clusters.contains { $0.hasBlamed })
    #expect(clusters.count { $0.outcome?.ending == .done } > clusters.count / 2)
  }

  @Test("A killed coordinator goes on from the newest replica that its workers hold", arguments: Batches.of(300))
  func takeOver(seeds: Range<UInt64>) { runToTheEnd(.takeOver, seeds) }

  @Test("Of two coordinators of one run the one with the higher term goes on", arguments: Batches.of(100))
  func backup(seeds: Range<UInt64>) {
    let superseded = runToTheEnd(.backup, seeds).count {
      if case .superseded? = $0.outcome?.ending { true } else { false }
    }
    #expect(superseded < seeds.count / 2)
  }

  @Test(
    "Coordinators and workers killed, cut and stopped: the weights are those of a single process",
    arguments: Batches.of(600))
  func coordinatorChaos(seeds: Range<UInt64>) { runToTheEnd(.coordinatorChaos, seeds) }

  @Test("A short pause of a worker, or a broken link, delays the run and nothing else", arguments: Batches.of(60))
  func shortPause(seeds: Range<UInt64>) { runToTheEnd(.shortPause, seeds) }

  @Test("A coordinator that stood still for 20 s blames nobody", arguments: Batches.of(30))
  func stalledCoordinator(seeds: Range<UInt64>) { runToTheEnd(.stalledCoordinator, seeds) }

  @Test("A worker whose computation hangs holds up a run for its deadline, once", arguments: Batches.of(200))
  func hanging(seeds: Range<UInt64>) { runToTheEnd(.hanging, seeds) }

  @Test("Nobody goes past an evaluation whose result it does not know", arguments: Batches.of(150))
  func lostNews(seeds: Range<UInt64>) { runToTheEnd(.lostNews, seeds) }

  @Test(
    "Numbers that two workers find not finite are the run's own, whoever is lost meanwhile", arguments: Batches.of(200))
  func divergence(seeds: Range<UInt64>) { runToTheEnd(.divergence, seeds) }

  @Test("The same seed gives the same trace, another seed another", arguments: [UInt64(7), 8, 9])
  func sameTrace(seed: UInt64) {
    let digests = [seed, seed, seed + 1].map { SimulatedStory.coordinatorChaos.run(seed: $0).trace.digest }
    #expect(digests[0] == digests[1])
    #expect(digests[0] != digests[2])
  }

  /// Expects every step to be done, and the weights of a single process.
  @discardableResult
  private func runToTheEnd(_ story: SimulatedStory, _ seeds: Range<UInt64>) -> [SimulatedCluster] {
    seeds.map { seed in
      let cluster = story.run(seed: seed)
      #expect(cluster.faultsOfTheRun.isEmpty, "swift run simulate replay \(story.rawValue) \(seed)")
      return cluster
    }
  }
}

extension SimulatedCluster {
  fileprivate var hasBlamed: Bool {
    coordinatorReports.contains { if case .badWorker = $0 { true } else { false } }
  }
}
