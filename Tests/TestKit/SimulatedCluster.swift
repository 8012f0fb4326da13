import Cluster
import Wire

/// A coordinator and its workers in one process, on virtual time, from one seed: the machines that services run, with a network and faults between them.
///
/// Invariants are checked after every event; what breaks them is listed in `problems`.
package final class SimulatedCluster {
  package let settings: SimulationSettings
  let reference: ToyReference
  var coordinator: SimulatedCoordinator
  var workers: [SimulatedWorker]
  var disk = SimulatedDisk()
  var network: SimulatedNetwork
  var random: SplitMix64
  var now: Duration = .zero
  var queue = EventQueue()
  package internal(set) var trace: Trace
  /// Broken invariants; empty when all is well.
  package internal(set) var problems: [String] = [] {
    didSet { trace.add(at: now) { "wrong        \(problems.last ?? "")" } }
  }
  package internal(set) var coordinatorReports: [CoordinatorReport] = []
  package internal(set) var workerReports: [[WorkerReport]]
  var committedSteps = 0
  /// The highest step that any life of the coordinator committed.
  var highestCommit = 0
  /// The newest step that any worker held when the coordinator was started again.
  var newestAtDeath = 0
  /// A replica was spoiled, and the run has not gone back since: its weights are nobody's.
  var isTainted = false
  var hung: Set<Int> = []
  /// Workers whose keys are not on the list now.
  var removedKeys: Set<Int> = []
  /// Of the last minute.
  var joins: [Duration] = []
  package internal(set) var coverage = SimulatedCoverage()
  /// Processes that will be started.
  var pendingStarts = 0
  private var lives: UInt64 = 0
  /// Lives of the coordinator that are still to come.
  var pendingCoordinators: Int
  let names: Set<String>
  /// Of the workers' hosts.
  let addresses: [String]

  package init(_ settings: SimulationSettings) {
    self.settings = settings
    reference = ToyReference(settings.plan, skipped: settings.badNumbers == .skip ? settings.notFiniteAt : nil)
    coordinator = SimulatedCoordinator(plan: settings.coordinatorPlan)
    workers = settings.workers.enumerated().map { SimulatedWorker(index: $0, settings: $1) }
    network = SimulatedNetwork(settings.network)
    random = SplitMix64(seed: settings.seed)
    pendingCoordinators = settings.faults.count { if case .restartCoordinator = $0.1 { true } else { false } }
    names = Set(settings.workers.map(\.name))
    addresses = settings.workers.indices.map { "10.0.0.\($0 + 1)" }
    trace = Trace(isRecorded: settings.recordsTrace)
    workerReports = settings.workers.map { _ in [] }
  }

  /// Runs until everybody has finished, or to the limit.
  package func run() {
    begin()
    while let next = queue.takeFirst(), next.time <= settings.limit, !isOver {
      now = next.time
      next.action()
      checkReplicas()
    }
  }

  private func begin() {
    beginCoordinator()
    for worker in workers {
      after(worker.settings.start) { self.begin(worker) }
    }
    for (time, fault) in settings.faults { after(time) { self.make(fault) } }
  }

  /// No two lives of a coordinator have the same id.
  func nextLife() -> UInt64 {
    lives += 1
    return 0x11fe + lives
  }

  func beginCoordinator() {
    let coordinator = coordinator
    after(.milliseconds(5)) { if self.coordinator === coordinator { self.give(self.preparation) } }
    tick(coordinator)
  }

  private var preparation: CoordinatorEvent {
    guard let failure = settings.failure else { return .prepared(settings.digests) }
    return .preparationFailed(message: failure.message, exitCode: failure.exitCode)
  }

  func begin(_ worker: SimulatedWorker) {
    give(.started, to: worker)
    tick(worker)
  }

  func after(_ delay: Duration, _ action: @escaping () -> Void) {
    queue.add(at: now + delay, action)
  }

  /// A person asked for the end: the run may be gone on with.
  var isStopped: Bool {
    if case .stopped = coordinator.outcome?.ending { true } else { false }
  }

  private var isOver: Bool {
    (!coordinator.isRunning && ((coordinator.outcome != nil && !isStopped) || pendingCoordinators == 0)
      && workers.allSatisfy { !$0.isRunning || !$0.settings.once })
      || (coordinator.outcome != nil && (!isStopped || pendingCoordinators == 0) && pendingStarts == 0
        && now > (coordinator.finishedAt ?? now) + .seconds(100))
  }

  private func tick(_ coordinator: SimulatedCoordinator) {
    guard coordinator.isRunning, coordinator === self.coordinator else { return }
    if !coordinator.isPaused { give(.tick) }
    after(coordinator.machine.plan.times.tick) { self.tick(coordinator) }
  }

  private func tick(_ worker: SimulatedWorker) {
    guard worker.isRunning, worker === workers[worker.index] else { return }
    if !worker.isPaused { give(.tick, to: worker) }
    after(ClusterTimes(settings.times).tick) { self.tick(worker) }
  }
}

// What a test looks at.
extension SimulatedCluster {
  package var outcome: Outcome? { coordinator.outcome }
  package var finishedAt: Duration? { coordinator.finishedAt }
  package var elapsed: Duration { now }
  package func outcome(ofWorker index: Int) -> Outcome? { workers[index].outcome }
  package var coordinatorStep: Int { coordinator.step }
  package var coordinatorWeights: [Int64] { coordinator.weights }
  package func evaluations(ofWorker index: Int) -> [StepFigures] { workers[index].evaluations }
  package var droppedAtCoordinator: [DropReason: Int] { coordinator.machine.counters.totals }
  package func dropped(atWorker index: Int) -> [DropReason: Int] { workers[index].machine.counters.totals }
  package var expected: ToyReference { reference }
}
