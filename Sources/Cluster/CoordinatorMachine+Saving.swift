import Wire

// Checkpoints: when they are due, one at a time.
extension CoordinatorMachine {
  /// Whether one follows what has just been committed, so that its news can ask for digests.
  mutating func noteCheckpointDue(at now: Duration) {
    wantIfDue(at: now)
    if committed >= plan.training.totalSteps, plan.checkpoints != nil { saving.wanted = .end }
    saving.isNext = saving.wanted != nil && saving.inFlight == nil && committed > saving.saved
  }

  private mutating func wantIfDue(at now: Duration) {
    guard let policy = plan.checkpoints, committed > 0, committed > saving.saved else { return }
    let batches = plan.training.batches
    let bySteps = policy.everySteps.map { committed.isMultiple(of: $0) } ?? false
    let byEpochs = policy.everyEpochs.map { committed.isMultiple(of: $0 * batches.stepsPerEpoch) } ?? false
    let byTime = policy.every.map { now - saving.savedAt >= $0 } ?? false
    if bySteps || byEpochs || byTime, committed < plan.training.totalSteps { saving.wanted = .due }
  }

  mutating func requestCheckpoint(at now: Duration) {
    guard plan.checkpoints != nil, phase.isTraining else { return }
    saving.wanted = .requested
    saving.freeSince = max(saving.freeSince, now)
    if phase.isWaiting { save(at: now) }
  }

  /// The next commit asks for digests on its way; when none comes for a while, everybody is asked.
  mutating func saveWhatWaits(at now: Duration) {
    guard now - saving.freeSince >= plan.times.heartbeat, phase.isTraining, phase.evaluation == nil else { return }
    save(at: now)
  }

  /// Begins the checkpoint that is wanted, when none is being written. What is committed at this moment is what it holds.
  mutating func save(at now: Duration) {
    guard let reason = saving.wanted, saving.inFlight == nil else { return }
    saving.wanted = nil
    guard committed > saving.saved else { return }
    saving.inFlight = committed
    saving.savedAt = now
    saving.reason = reason
    let checkpoint = Checkpoint(
      step: committed, reason: reason, evaluationDue: isEvaluationDue(after: committed))
    emit(.copyReplica(checkpoint))
    beginAgreement(checkpoint, at: now)
  }

  mutating func checkpointed(step: Int, failure: String?, at now: Duration) {
    guard saving.inFlight == step else { return }
    saving.inFlight = nil
    if let failure {
      saving.failed = step
      report(.checkpointFailed(step: step, message: failure.printable(Self.reasonLimit)))
      if plan.checkpoints?.isRequired == true { return stopUnsaved(step: step, at: now) }
    } else {
      saving.saved = step
      report(.checkpointed(step: step, saving.reason))
    }
    if case .closing = phase { return close(at: now) }
    saving.freeSince = now
    if phase.isWaiting, phase.evaluation == nil { save(at: now) }
  }

  /// A run that must not go on without its checkpoints ends where it stands; what is on the disk already can be resumed.
  private mutating func stopUnsaved(step: Int, at now: Duration) {
    let message =
      "the checkpoint of step \(step) could not be written, and checkpoint.required is set: make room, then start it again"
    finish(.stopped(saved: false), message, at: now)
  }

  // MARK: The end

  /// Every step is done: the last checkpoint, then the end.
  mutating func endRun(at now: Duration) {
    let message = "run \(plan.welcome.runName) is done: steps \(committed)"
    phase = .closing(Closing(ending: .done, message: message, deadline: nil))
    saving.wanted = plan.checkpoints == nil ? nil : .end
    close(at: now)
  }

  /// The first time: what is committed is saved, the step in flight is dropped; a run that is ending already just does so. The second time: the
  /// end, at once.
  mutating func stopRequested(at now: Duration) {
    let message = "stopped on request" + (phase.evaluation == nil && committed > 0 ? " after step \(committed)" : place)
    stopsAsked += 1
    switch phase {
    case .gathering, .preparing: finish(.stopped(saved: isSaved), message, at: now)
    case .running, .evaluating, .waiting:
      dropStep()
      report(.draining(step: committed))
      phase = .closing(
        Closing(ending: .stopped(saved: false), message: message, deadline: now + plan.times.drain))
      saving.wanted = plan.checkpoints == nil ? nil : .stopping
      close(at: now)
    case .closing(let closing) where stopsAsked > 1: endNow(closing.message, at: now)
    case .finishing(let goodbyes) where stopsAsked > 1: endNow(goodbyes.outcome.message, at: now)
    case .closing, .finishing, .finished: break
    }
  }

  private mutating func dropStep() {
    guard let running = phase.step, running.step > committed else { return }
    emit(.discard(step: running.step, attempt: running.attempt))
  }

  private mutating func endNow(_ message: String, at now: Duration) {
    var outcome = Outcome(
      .stopped(saved: false), "\(message); asked again, so ended at once", lastStep: committed, training: training,
      validation: validation)
    outcome.isAtOnce = true
    reportDrops(at: now)
    phase = .finished
    emit(.finish(outcome))
  }

  private var isSaved: Bool { plan.checkpoints != nil && saving.saved >= committed }

  /// Goes on to the goodbyes when nothing is left to be saved, or there is no time for it.
  mutating func close(at now: Duration) {
    guard case .closing(let closing) = phase else { return }
    if let deadline = closing.deadline, now >= deadline { return bidFarewell(closing, at: now) }
    if isSaved || saving.failed == committed { saving.wanted = nil }
    save(at: now)
    guard saving.inFlight == nil else { return }
    bidFarewell(closing, at: now)
  }

  private mutating func bidFarewell(_ closing: Closing, at now: Duration) {
    // Nobody holds more than the disk does: a later life has nobody to wait for.
    if isSaved { emit(.keepLineage([])) }
    if closing.ending == .done { return finish(.done, closing.message, at: now) }
    finish(.stopped(saved: isSaved), closing.message, isAtOnce: saving.inFlight != nil, at: now)
  }
}
