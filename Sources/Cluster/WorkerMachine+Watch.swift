import Wire

extension WorkerMachine {
  /// When this process itself stood still, the coordinator was not silent.
  mutating func absorbStall(at now: Duration) {
    guard let gap = stallGuard.gap(at: now, limit: times.standstill) else { return }
    control.heard += gap
    bulk.heard += gap
    lastContact += gap
  }

  mutating func tick(at now: Duration) {
    if let stall = stallGuard.takeUnreported() { report(.stalled(stall)) }
    // First: what it says to a coordinator that it leaves would only be a sign of life.
    if !watchSilence(at: now) { speak(at: now) }
    if now >= nextDropReport {
      nextDropReport = now + times.dropReports
      let lines = counters.report()
      if !lines.isEmpty { report(.dropped(lines)) }
    }
  }

  /// What has to be said from time to time, until it is answered.
  private mutating func speak(at now: Duration) {
    repeatHello(at: now)
    repeatFigures(at: now)
    guard now >= nextHeartbeat else { return }
    nextHeartbeat = now + times.heartbeat
    if case .ready(let prepared) = state { send(.ready(prepared.message)) }
    if isCoordinatorSilent { sayHello() }
    declare()
    repeatWants()
    sendHeartbeats()
  }

  private mutating func repeatHello(at now: Duration) {
    guard case .waiting(var waiting) = state else { return }
    if now >= waiting.nextHello {
      waiting.nextHello = now + times.heartbeat
      sayHello()
    }
    if now >= waiting.nextReport {
      waiting.nextReport = now + .seconds(30)
      report(.waiting(now - waiting.since))
    }
    state = .waiting(waiting)
  }

  /// When the quieter of its two channels was heard; before a welcome there is but one.
  var heard: Duration { state.membership != nil ? min(control.heard, bulk.heard) : control.heard }

  /// Each channel has its own watchdog; either one rebuilds both, because a socket can be dead without any sign of it.
  ///
  /// - Returns: Whether it did.
  private mutating func watchSilence(at now: Duration) -> Bool {
    let silence = now - heard
    guard silence >= times.dead else { return false }
    switch state {
    case .idle, .finished: break
    case .waiting: lookOn(at: now)
    case .preparing, .ready:
      leaveRun(because: "the coordinator was not heard for \(silence.seconds) s")
      wait(at: now)
    case .training(let training): lookForCoordinator(training, silence: now - lastContact, at: now)
    }
    return true
  }

  /// A socket that met something else than a coordinator never tries again: new ones do.
  private mutating func lookOn(at now: Duration) {
    guard let patience = identity.patience, now - lastContact >= patience else { return openSockets(at: now) }
    finish(.coordinatorLost, "no coordinator was heard for \((now - lastContact).seconds) s")
  }

  /// In the middle of a run the replica is kept for as long as the coordinator may come back.
  private mutating func lookForCoordinator(_ training: Training, silence: Duration, at now: Duration) {
    guard silence < times.orphan else {
      let message = "the coordinator was not heard for \(silence.seconds) s; last step \(training.applied)"
      leaveRun(because: message)
      return goOnOrFinish(.coordinatorLost, message, at: now)
    }
    isCoordinatorSilent = true
    report(.coordinatorSilent(silence, step: training.applied))
    openSockets(at: now)
  }

  /// Other sockets for the same work.
  mutating func openSocketsForKeys(at now: Duration) {
    switch state {
    case .idle, .finished: break
    case .waiting: openSockets(at: now)
    case .preparing, .ready:
      leaveRun(because: "keys are read again")
      wait(at: now)
    case .training:
      isCoordinatorSilent = true
      openSockets(at: now)
    }
  }

  mutating func noteContact() {
    guard isCoordinatorSilent, case .training(let training) = state else { return }
    isCoordinatorSilent = false
    report(.coordinatorBack(step: training.applied))
  }
}
