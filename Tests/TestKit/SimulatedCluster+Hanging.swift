import Cluster

/// A worker in a computation that will never end.
struct StuckWorker {
  let worker: SimulatedWorker
  let coordinator: SimulatedCoordinator
  let incarnation: UInt64
  /// When it began, or last opened sockets: what it sends over new ones may be new to the coordinator.
  let since: Duration
  private let session: UInt64

  init(_ worker: SimulatedWorker, of coordinator: SimulatedCoordinator, at now: Duration) {
    (self.worker, self.coordinator, since) = (worker, coordinator, now)
    incarnation = worker.machine.incarnation
    session = worker.session
  }

  func lookedAt(at now: Duration) -> StuckWorker {
    guard worker.session != session else { return self }
    return StuckWorker(worker, of: coordinator, at: now)
  }
}

// 10: a run waits for a worker that hangs until its deadline, no longer, and gives up nobody else.
extension SimulatedCluster {
  func watch(_ stuck: StuckWorker) {
    after(.seconds(1)) {
      let stuck = stuck.lookedAt(at: self.now)
      guard self.isStillMember(stuck) else { return }
      self.check(stuck)
      self.watch(stuck)
    }
  }

  private func check(_ stuck: StuckWorker) {
    // What it sends over new sockets counts when it arrives, which on a link that loses frames is any time later.
    guard !coordinator.isPaused, !stuck.worker.isPaused, stuck.worker.session == 1 || network.conditions.loss == 0,
      let since = coordinator.machine.waits(for: stuck.incarnation)
    else { return }
    let wait = now - max(since, stuck.since)
    guard wait >= coordinator.machine.stepDeadline + .seconds(1) else { return }
    problems.append("the run has waited for \(stuck.worker.settings.name), which hangs, for \(wait)")
  }

  /// Its shell sees the computation stand.
  func notice(_ worker: SimulatedWorker, stuckFor still: Duration) {
    let look = Duration.seconds(1)
    after(look) {
      guard worker === self.workers[worker.index], worker.isRunning else { return }
      let still = worker.isPaused ? still : still + look
      if still >= worker.machine.times.hanging { self.give(.hanging(still), to: worker) }
      self.notice(worker, stuckFor: still)
    }
  }

  private func isStillMember(_ stuck: StuckWorker) -> Bool {
    stuck.worker === workers[stuck.worker.index] && stuck.worker.isRunning && stuck.coordinator === coordinator
      && coordinator.isRunning && coordinator.machine.memberIncarnations.contains(stuck.incarnation)
  }

  /// Where nothing else goes wrong, only who hangs is lost.
  func checkLost(_ report: CoordinatorReport) {
    guard case .lost(let name, let reason, _) = report, settings.onlyHangs,
      !hung.contains(where: { settings.workers[$0].name == name })
    else { return }
    problems.append("\(name) is lost: \(reason)")
  }
}

extension SimulationSettings {
  fileprivate var onlyHangs: Bool {
    network.loss == 0 && !faults.isEmpty && faults.allSatisfy { if case .hang = $0.1 { true } else { false } }
  }
}
