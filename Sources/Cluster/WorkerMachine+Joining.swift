import Wire

extension WorkerMachine {
  /// Looks for a coordinator with new sockets.
  mutating func wait(at now: Duration) {
    times = ClusterTimes()
    isCoordinatorSilent = false
    state = .waiting(Waiting(since: now, nextHello: now + times.heartbeat, nextReport: now + .seconds(30)))
    report(.waiting(.zero))
    openSockets(at: now)
  }

  /// New sockets are there: the first frame is a hello.
  mutating func greet(at now: Duration) {
    if case .waiting(var waiting) = state {
      waiting.nextHello = now + times.heartbeat
      state = .waiting(waiting)
    }
    sayHello()
  }

  mutating func received(_ welcome: Welcome, _ header: FrameHeader, at now: Duration) {
    if let membership = state.membership {
      if membership.run == header.run, membership.isObeyed(header) { return welcomeBack() }
      if membership.run == header.run, membership.settings == welcome.settings {
        return follow(welcome, header, at: now)
      }
      leaveRun(because: "the coordinator leads another run now")
    }
    let membership = Membership(welcome, header)
    times = ClusterTimes(welcome.times)
    state = .preparing(membership)
    listenOnBulk(at: now)
    delivery = nil
    nextHeartbeat = now + times.heartbeat
    sendHeartbeats()
    report(.welcomed(runName: welcome.runName, members: welcome.members))
    emit(.prepare(run: header.run, welcome))
  }

  /// Before a welcome nothing comes over bulk: its silence counts from now, not from when the sockets were opened.
  private mutating func listenOnBulk(at now: Duration) { bulk.heard = now }

  /// Known already: the first heartbeat on bulk shows the coordinator where averages go.
  private mutating func welcomeBack() {
    noteContact()
    sendHeartbeats()
  }

  /// A new life of the same run's coordinator: data, model and replica are kept, and it is told what this worker holds.
  private mutating func follow(_ welcome: Welcome, _ header: FrameHeader, at now: Duration) {
    let membership = Membership(welcome, header)
    times = ClusterTimes(welcome.times)
    listenOnBulk(at: now)
    noteContact()
    incoming = nil
    delivery?.askAgain()
    switch state {
    case .preparing: state = .preparing(membership)
    case .ready(var prepared):
      prepared.membership = membership
      state = .ready(prepared)
    case .training(let training): rejoin(training, membership)
    case .idle, .waiting, .finished: return
    }
    sendHeartbeats()
    if case .ready(let prepared) = state { send(.ready(prepared.message)) }
  }

  private mutating func rejoin(_ training: Training, _ membership: Membership) {
    var prepared = training.prepared
    prepared.membership = membership
    let deal = Deal(view: 0, fromStep: 0, attempt: 0, shards: [], evaluation: [], members: 0)
    var rejoining = Training(prepared, deal: deal, holding: training.applied)
    rejoining.isRejoining = true
    state = .training(rejoining)
    // Not even to the step that it holds: the run may go on from an earlier one.
    emit(.allowAhead(through: 0))
    emit(.cancel(throughStep: training.next))
    emit(.release(through: training.applied))
    (digestAskedAt, compared, question) = (nil, nil, nil)
    declare()
  }

  /// Says what the replica holds, until the coordinator answers with a deal or a snapshot.
  mutating func declare() {
    guard let training = state.training, training.isRejoining, incoming == nil else { return }
    guard let heldDigest, heldDigest.step == training.applied, heldDigest.evaluated == lastEvaluated ?? 0 else {
      guard digestAskedAt != training.applied else { return }
      digestAskedAt = training.applied
      return emit(.digestReplica(step: training.applied))
    }
    send(.ready(training.prepared.message))
    sayHeld(heldDigest.step, digest: heldDigest.digest)
  }

  mutating func prepared(_ run: RunID, _ digests: Digests, _ plan: TrainingPlan, lanes: Int, at now: Duration) {
    guard case .preparing(let membership) = state, membership.run == run else { return }
    let message = Ready(
      dataDigest: digests.data, modelDigest: digests.model, fingerprint: digests.fingerprint, lanes: lanes)
    state = .ready(Prepared(membership: membership, plan: plan, message: message))
    report(.ready(runName: membership.runName))
    send(.ready(message))
  }

  mutating func preparationFailed(_ run: RunID, message: String, exitCode: Int32) {
    guard case .preparing(let membership) = state, membership.run == run else { return }
    send(.failed(Failed(reason: message, exitCode: exitCode)))
    leaveRun(because: message)
    finish(.failed(exitCode: exitCode), message)
  }

  mutating func received(_ refusal: Refusal, at now: Duration) {
    if state.membership != nil { leaveRun(because: refusal.message) }
    if refusal.code == .fenced { return beginNewLife(refusal, at: now) }
    guard refusal.final else { return tryAgainLater(refusal, at: now) }
    finish(refusal.code == .protocolMismatch ? .protocolMismatch : .refused, refusal.message)
  }

  private mutating func tryAgainLater(_ refusal: Refusal, at now: Duration) {
    report(.refused(message: refusal.message))
    let since: Duration = if case .waiting(let waiting) = state { waiting.since } else { now }
    state = .waiting(Waiting(since: since, nextHello: now + times.suspect, nextReport: now + .seconds(30)))
  }

  /// The view went on without this process: it comes back as another one.
  private mutating func beginNewLife(_ refusal: Refusal, at now: Duration) {
    report(.refused(message: refusal.message))
    let delay = fencings.add(at: now)
    state = .waiting(Waiting(since: now, nextHello: now + delay, nextReport: now + .seconds(30)))
  }

  mutating func received(_ finished: Finished, at now: Duration) {
    send(.leave(Leave(reason: "the run is over")))
    leaveRun(because: finished.message)
    goOnOrFinish(finished.status == .failed ? .failed(exitCode: 75) : .left, finished.message, at: now)
  }

  /// What follows a run: the next one, or the end of a process that was made for one.
  mutating func goOnOrFinish(_ ending: Ending, _ message: String, at now: Duration) {
    if identity.once { finish(ending, message) } else { wait(at: now) }
  }

  mutating func leaveRun(because reason: String) {
    guard let membership = state.membership else { return }
    report(.left(reason: reason))
    delivery = nil
    (incoming, lastEvaluated, heldDigest, compared, question) = (nil, nil, nil, nil, nil)
    missedAverages = false
    emit(.leaveRun(run: membership.run, reason: reason))
  }

  mutating func stop() {
    if state.membership != nil {
      send(.leave(Leave(reason: "stopped on request")))
      leaveRun(because: "stopped on request")
    }
    finish(.left, "stopped on request")
  }

  /// The others do its part, and whatever this process is given it will not do: another one may.
  mutating func hang(for still: Duration) {
    let message =
      "the computation has shown no sign of progress for \(still.seconds) s; this process ends so that another one can take its place. If "
      + "that happens again, look at this host's memory and processor, or raise cluster.step_deadline"
    if state.membership != nil {
      send(.failed(Failed(reason: message, exitCode: Ending.coordinatorLost.exitCode)))
      leaveRun(because: message)
    }
    finish(.failed(exitCode: Ending.coordinatorLost.exitCode), message)
  }

  mutating func finish(_ ending: Ending, _ message: String) {
    let last = applied
    state = .finished
    emit(.finish(Outcome(ending, message, lastStep: last)))
  }
}
