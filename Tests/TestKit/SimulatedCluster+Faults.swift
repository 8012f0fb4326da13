import Cluster
import Wire

extension SimulatedCluster {
  func make(_ fault: Fault) {
    trace.add(at: now) { "fault        \(fault)" }
    switch fault {
    case .crash(let index): workers[index].isAlive = false
    case .pause(let index, let duration): pause(workers[index], for: duration)
    case .cut(let index, let duration):
      network.cut.insert(index)
      after(duration) { self.network.cut.remove(index) }
    case .cutOneWay(let index, let toCoordinator, let duration): cut(index, toCoordinator: toCoordinator, for: duration)
    case .breakSocket(let index, let channel): breakSocket(of: workers[index], channel)
    case .restart(let index): startProcess(index)
    case .revive(let index): if !workers[index].isRunning { startProcess(index) }
    case .restartCoordinator: restartCoordinator()
    case .restoreBackup: disk = SimulatedDisk()
    case .heal: network.heal()
    case .requestCheckpoint: give(.checkpointRequested)
    case .fillDisk(let duration):
      disk.isFull = true
      after(duration) { self.disk.isFull = false }
    case .failSync(let duration):
      disk.failsToSync = true
      after(duration) { self.disk.failsToSync = false }
    case .hang(let index): if workers[index].isRunning { hung.insert(index) }
    case .crashCoordinator: coordinator.isAlive = false
    case .powerCut:
      coordinator.isAlive = false
      disk.losePower(keepsRename: Bool.random(using: &random))
    case .pauseCoordinator(let duration): pauseCoordinator(for: duration)
    case .stopCoordinator: give(.stopRequested)
    case .stopWorker(let index): give(.stopRequested, to: workers[index])
    case .localWorkerExited(let index, let code):
      workers[index].isAlive = false
      give(.localWorkerExited(name: workers[index].settings.name, exitCode: code, lastWords: "its last words"))
    case .strays: sendStrays()
    case .removeKey(let index, let duration): removeKey(of: index, for: duration)
    case .renewKey(let index): give(.keysChanged, to: workers[index])
    case .spoilReplica(let index): spoilReplica(of: index)
    }
  }

  private func removeKey(of index: Int, for duration: Duration) {
    removedKeys.insert(index)
    give(.keysChanged(keep: keys))
    after(duration) {
      self.removedKeys.remove(index)
      self.give(.keysChanged(keep: self.keys))
    }
  }

  /// The keys on the list.
  private var keys: Set<String> {
    Set(workers.indices.filter { !removedKeys.contains($0) }.map(key))
  }

  private func key(of worker: Int) -> String { "key of \(worker)" }

  /// What the coordinator knows of a worker's connection.
  func standing(of worker: Int) -> Standing {
    if removedKeys.contains(worker) { return .removed }
    return .known(Identity(name: workers[worker].settings.name, key: key(of: worker), isWorker: true))
  }

  /// A bit flips in a replica; from now on sums may be wrong, until the run goes back.
  private func spoilReplica(of index: Int?) {
    // What happens after the last comparison is nobody's to find.
    guard coordinator.isRunning, !coordinator.isPaused, !isTainted, committedSteps < settings.plan.totalSteps else {
      return
    }
    if let index {
      guard workers[index].isRunning, workers[index].step > 0 else { return }
      workers[index].weights[0] ^= 1 << 20
      workers[index].weightsAtBegin = workers[index].weights
    } else {
      // The only replica that is left is nobody's to doubt.
      guard workers.contains(where: { $0.isRunning && $0.step >= coordinator.step }) else { return }
      coordinator.weights[0] ^= 1 << 20
    }
    isTainted = true
  }

  private func breakSocket(of worker: SimulatedWorker, _ channel: Channel) {
    network.dead.insert(
      SimulatedSocket(worker: worker.index, life: worker.life, session: worker.session, channel: channel))
  }

  private func cut(_ index: Int, toCoordinator: Bool, for duration: Duration) {
    if toCoordinator { network.cutToCoordinator.insert(index) } else { network.cutToWorker.insert(index) }
    after(duration) {
      if toCoordinator { self.network.cutToCoordinator.remove(index) } else { self.network.cutToWorker.remove(index) }
    }
  }

  /// A new process of the same name; one that still lives is killed.
  func startProcess(_ index: Int) {
    let old = workers[index]
    old.isAlive = false
    hung.remove(index)
    workers[index] = SimulatedWorker(index: index, life: old.life + 1, settings: old.settings)
    begin(workers[index])
  }

  func startLocalWorker(_ name: String, after delay: Duration) {
    guard let index = settings.workers.firstIndex(where: { $0.name == name }) else { return }
    pendingStarts += 1
    after(delay) {
      self.pendingStarts -= 1
      if self.coordinator.isRunning { self.startProcess(index) }
    }
  }

  /// A new life of the coordinator, with what is on the disk.
  private func restartCoordinator() {
    pendingCoordinators -= 1
    guard coordinator.outcome == nil || isStopped else { return }
    coordinator.isAlive = false
    newestAtDeath = workers.filter(\.isRunning).map(\.step).max() ?? 0
    disk.term += 1
    var plan = settings.coordinatorPlan
    (plan.term, plan.life) = (disk.term, nextLife())
    (plan.lineage, plan.holdingsSince) = (disk.lineage, disk.holdingsSince)
    checkDurable()
    if let checkpoint = disk.checkpoint {
      plan.firstStep = checkpoint.step
      plan.evaluationDue = disk.evaluationDue
      plan.lastValidation = reference.evaluations[checkpoint.lastEvaluated].map {
        StepFigures(step: checkpoint.lastEvaluated, figures: $0)
      }
    }
    committedSteps = plan.firstStep
    coordinator = SimulatedCoordinator(plan: plan, checkpoint: disk.checkpoint, born: now)
    beginCoordinator()
  }

  private func pause(_ worker: SimulatedWorker, for duration: Duration) {
    worker.isPaused = true
    after(duration) {
      guard worker.isPaused else { return }
      worker.isPaused = false
      self.give(.tick, to: worker)
      let mail = worker.mailbox
      worker.mailbox = []
      for action in mail { action() }
    }
  }

  private func pauseCoordinator(for duration: Duration) {
    let coordinator = coordinator
    coordinator.isPaused = true
    after(duration) {
      coordinator.isPaused = false
      guard coordinator === self.coordinator else { return }
      self.give(.tick)
      let mail = coordinator.mailbox
      coordinator.mailbox = []
      for action in mail { action() }
    }
  }

  /// Everything that a port on a network hears.
  private func sendStrays() {
    let stranger = PeerID(routingID: Array("stranger".utf8), router: 0, address: "10.9.9.9")
    let plan = coordinator.machine.plan
    give(.malformed(from: stranger, reason: "magic", otherVersion: nil))
    give(.malformed(from: stranger, reason: "version", otherVersion: 9))
    for kind in Kind.allCases where kind != .hello {
      var header = FrameHeader(kind: kind, run: RunID(high: 9, low: 9), sequence: 1)
      arrive(SimulatedFrame(header: header, payload: .message(.committed(Committed()))), from: stranger)
      (header.run, header.incarnation) = (plan.run, 0xbad)
      arrive(SimulatedFrame(header: header, payload: .message(.committed(Committed()))), from: stranger)
    }
    for worker in workers {
      give(.malformed(over: .control, reason: "magic", otherVersion: nil), to: worker)
      impersonate(worker, as: stranger)
      if worker.session > 0 { sendStaleOrders(to: worker) }
    }
  }

  /// What an earlier life of the coordinator, or one that leads another run, says to a worker.
  private func sendStaleOrders(to worker: SimulatedWorker) {
    let plan = coordinator.machine.plan
    let real = FrameHeader(
      kind: .finished, run: plan.run, term: plan.term, life: plan.life,
      incarnation: worker.machine.incarnation, session: worker.session, sequence: .max)
    let changes: [(inout FrameHeader) -> Void] = [
      { $0.term -= 1 }, { $0.term += 1 }, { $0.life += 1 }, { $0.session -= 1 }, { $0.incarnation += 1 },
      { $0.run = RunID(high: 9, low: 9) },
    ]
    let socket = SimulatedSocket(worker: worker.index, life: worker.life, session: worker.session, channel: .control)
    for change in changes {
      var header = real
      change(&header)
      let end = Message.finished(Finished(status: .done, message: "an order of another life"))
      arrive(SimulatedFrame(header: header, payload: .message(end)), on: socket)
    }
  }

  /// Frames that carry a real worker's incarnation, but something else that is wrong.
  private func impersonate(_ worker: SimulatedWorker, as stranger: PeerID) {
    let plan = coordinator.machine.plan
    let real = FrameHeader(
      kind: .node, run: plan.run, term: plan.term, life: plan.life, incarnation: worker.machine.incarnation,
      session: worker.session, sequence: .max, step: UInt64(committedSteps + 1))
    let changes: [(inout FrameHeader) -> Void] = [
      { $0.session += 1 }, { $0.session = 0 }, { $0.term += 1 }, { $0.life += 1 }, { $0.step += 1 },
      { $0.step = UInt64(self.committedSteps) }, { $0.attempt = 7 },
    ]
    for change in changes {
      var header = real
      change(&header)
      let numbers = [Int64](repeating: 666, count: ToyModel.vectorLength)[...]
      arrive(SimulatedFrame(header: header, payload: .numbers(numbers)), from: stranger)
    }
  }
}
