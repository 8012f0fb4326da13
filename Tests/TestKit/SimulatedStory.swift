import Cluster

/// A kind of simulation; a seed makes one of it.
package enum SimulatedStory: String, CaseIterable, Sendable {
  /// No faults.
  case calm
  /// Lost, doubled, late and spoiled frames.
  case roughNetwork = "rough-network"
  /// Frames of strangers.
  case strays
  /// A worker is killed, and comes back later.
  case lostWorker = "lost-worker"
  /// A worker may not come any more, and then may again.
  case keys
  /// Workers do not have the data, and the network is bad.
  case delivery
  /// A worker stands still for a moment, or its link does.
  case shortPause = "short-pause"
  /// The coordinator's process stands still for 20 s, or for so long that workers leave the run.
  case stalledCoordinator = "stalled-coordinator"
  /// Everything that happens to workers and links.
  case chaos
  /// No faults, but audits.
  case audited
  /// Everything that happens to workers and links, and one whose numbers are wrong now and then.
  case badProcessor = "bad-processor"
  /// A bit flips in a replica.
  case spoiledReplica = "spoiled-replica"
  /// Joiners are sent replicas that are not what their digests say.
  case spoiledSnapshot = "spoiled-snapshot"
  /// A worker that is ahead of the run comes back to it.
  case ahead
  /// A socket carries nothing any more.
  case deadSocket = "dead-socket"
  /// Computations hang in processes that live on.
  case hanging
  /// A worker hears nothing of commits and evaluations, but is sent averages.
  case lostNews = "lost-news"
  /// Numbers that are not finite.
  case badNumbers = "bad-numbers"
  /// The run's own numbers are not finite, and its workers are slow, hang or die.
  case divergence
  /// The coordinator starts its workers itself.
  case localWorkers = "local-workers"
  /// A person stops the run, and goes on with it.
  case stopping
  /// The coordinator, or a worker, cannot get ready.
  case unready
  /// The coordinator is killed and started again; workers live on.
  case takeOver = "take-over"
  /// The coordinator is started again on an old copy of its run directory.
  case backup
  /// Everything that happens to workers, links and the coordinator.
  case coordinatorChaos = "coordinator-chaos"

  package func settings(seed: UInt64) -> SimulationSettings {
    switch self {
    case .calm: RandomCluster(seed: seed).settings
    case .roughNetwork: RandomCluster(roughNetwork: seed).settings
    case .strays: RandomCluster(strays: seed).settings
    case .lostWorker: RandomCluster(lostWorker: seed).settings
    case .keys: RandomCluster(keys: seed).settings
    case .delivery: RandomCluster(delivery: seed).settings
    case .shortPause: RandomCluster(shortPause: seed).settings
    case .stalledCoordinator: RandomCluster(stalledCoordinator: seed).settings
    case .chaos: RandomCluster(chaos: seed).settings
    case .audited: RandomCluster(audited: seed).settings
    case .badProcessor: RandomCluster(badProcessor: seed).settings
    case .spoiledReplica: RandomCluster(spoiledReplica: seed).settings
    case .spoiledSnapshot: RandomCluster(spoiledSnapshot: seed).settings
    case .ahead: RandomCluster(ahead: seed).settings
    case .deadSocket: RandomCluster(deadSocket: seed).settings
    case .hanging: RandomCluster(hanging: seed).settings
    case .lostNews: RandomCluster(lostNews: seed).settings
    case .badNumbers: RandomCluster(badNumbers: seed).settings
    case .divergence: RandomCluster(divergence: seed).settings
    case .localWorkers: RandomCluster(localWorkers: seed).settings
    case .stopping: RandomCluster(stopping: seed).settings
    case .unready: RandomCluster(unready: seed).settings
    case .takeOver: RandomCluster(takeOver: seed).settings
    case .backup: RandomCluster(backup: seed).settings
    case .coordinatorChaos: RandomCluster(coordinatorChaos: seed).settings
    }
  }

  /// Runs the story of a seed to its end.
  ///
  /// - Parameter steps: The run has at least so many; its faults are then spread over them.
  package func run(seed: UInt64, steps: Int = 0, recordsTrace: Bool = false) -> SimulatedCluster {
    var settings = settings(seed: seed)
    settings.lengthen(to: steps)
    settings.recordsTrace = recordsTrace
    let cluster = SimulatedCluster(settings)
    cluster.run()
    return cluster
  }
}

extension SimulatedCluster {
  /// What is wrong with a run that should have done every step, to the weights of a single process; empty when nothing is.
  package var faultsOfTheRun: [String] {
    var found = problems
    // It has committed something, and gives way to the coordinator that the others obey.
    if case .superseded = outcome?.ending { return found }
    // Of two that disagree nobody can say who is right.
    if let failure = settings.failure {
      return outcome?.exitCode == failure.exitCode ? found : found + ["not code \(failure.exitCode)"]
    }
    if let step = settings.notFiniteAt, settings.badNumbers == .stop {
      return outcome?.ending == .diverged(step: step) ? found : found + ["no end at step \(step)"]
    }
    if settings.canBeUndecided, outcome?.exitCode == 75 { return found }
    if outcome?.ending != .done { found.append("the end: \(outcome?.message ?? "none by \(now)")") }
    if coordinatorStep != settings.plan.totalSteps {
      found.append("\(coordinatorStep) of \(settings.plan.totalSteps) steps")
    }
    if coordinatorWeights != expected.weights.last { found.append("other weights than a single process's") }
    return found
  }
}

extension SimulationSettings {
  /// Something gives wrong numbers, of which two workers alone cannot say whose they are.
  fileprivate var canBeUndecided: Bool {
    !badProcessors.isEmpty || faults.contains { if case .spoilReplica = $0.1 { true } else { false } }
  }
}
