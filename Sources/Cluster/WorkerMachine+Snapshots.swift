import Wire

// A replica that comes as a whole, and one that is asked for.
extension WorkerMachine {
  /// Each acknowledgement stands for a few chunks.
  private static let chunksPerAcknowledgement: UInt32 = 4

  mutating func received(_ snapshot: SnapshotState, _ header: FrameHeader) {
    guard let step = Int(exactly: header.step), let prepared = state.prepared else { return }
    guard step <= prepared.plan.totalSteps, snapshot.complaint(step: step) == nil else {
      return counters.count(.spoiledBody("figures"), from: "coordinator")
    }
    // It is all here, and about to be applied.
    if incoming?.step == step, incoming?.isComplete == true { return }
    if case .training(let training) = state, training.applied >= step, !training.isRejoining {
      return sayHeld(min(training.settled, training.committed))
    }
    incoming = IncomingSnapshot(step: step, state: snapshot)
    emit(.expectSnapshot(step: step, snapshot))
  }

  mutating func snapshotChunkStaged(_ header: FrameHeader, received: Int) {
    guard let incoming, header.step == UInt64(incoming.step) else { return }
    let isComplete = received >= incoming.chunks.count
    // By the chunk's place, not by how many there are: of a snapshot that is sent again, a part may be here already.
    guard isComplete || (header.chunk + 1).isMultiple(of: Self.chunksPerAcknowledgement) else { return }
    send(.snapshotReceived(SnapshotReceived(chunks: received)), step: incoming.step)
    guard isComplete, !incoming.isComplete else { return }
    self.incoming?.isComplete = true
    if case .training = state { emit(.cancel(throughStep: incoming.step)) }
    emit(.release(through: .max))
    emit(.applySnapshot(step: incoming.step, incoming.state))
  }

  mutating func snapshotApplied(step: Int, at now: Duration) {
    guard let incoming, incoming.step == step, let prepared = state.prepared else { return }
    self.incoming = nil
    missedAverages = false
    (heldDigest, compared, question, digestAskedAt) = (nil, nil, nil, nil)
    lastEvaluated = incoming.state.lastEvaluation.flatMap { Int(exactly: $0.step) }
    let deal = Deal(
      view: state.training?.newestView ?? 0, fromStep: UInt64(step) + 1, attempt: 0, shards: [], evaluation: [],
      members: 0)
    state = .training(Training(prepared, deal: deal, holding: step))
    report(.caughtUp(step: step))
    emit(.release(through: step))
    enter(after: step, at: now)
    sayHeld(step)
  }

  mutating func snapshotFailed(step: Int, reason: String) {
    guard incoming?.step == step else { return }
    send(.failed(Failed(reason: reason, exitCode: 70)))
    leaveRun(because: reason)
    finish(.failed(exitCode: 70), reason)
  }

  /// A coordinator that takes over wants what this worker holds.
  mutating func received(fetchOf header: FrameHeader) {
    guard case .training(let training) = state, header.step == UInt64(training.applied), incoming == nil else { return }
    emit(.sendSnapshot(step: training.applied, self.header(.snapshot, step: training.applied)))
  }

  /// The coordinator asks once more for the digest of a checkpoint, or had no commit to ask with.
  mutating func received(_ compare: Compare, _ header: FrameHeader) {
    guard case .training(let training) = state, let step = Int(exactly: header.step), !training.isRejoining else {
      return
    }
    if let compared, compared.step == step, UInt64(compared.evaluated) == compare.evaluated { return say(compared) }
    if step < training.applied { return sayHeld(step, passed: true) }
    question = Training.Comparing(step: step, evaluated: Int(clamping: compare.evaluated))
    answerQuestion()
  }

  /// The question may have come before the average or the evaluation that it is about.
  mutating func answerQuestion() {
    guard let question, case .training(let training) = state,
      (training.applied, lastEvaluated ?? 0) == (question.step, question.evaluated)
    else { return }
    self.question = nil
    compare(UInt64(question.step))
  }

  /// The digest of the replica at this step is wanted. The copy is made before anything else is applied.
  mutating func compare(_ step: UInt64) {
    guard case .training(var training) = state, UInt64(training.applied) == step, training.comparing == nil else {
      return
    }
    training.comparing = Training.Comparing(step: training.applied, evaluated: lastEvaluated ?? 0)
    state = .training(training)
    emit(.digestReplica(step: training.applied))
  }

  mutating func digested(step: Int, digest: String) {
    guard case .training(var training) = state else { return }
    if training.isRejoining {
      guard training.applied == step else { return }
      heldDigest = HeldDigest(step: step, evaluated: lastEvaluated ?? 0, digest: digest)
      return declare()
    }
    guard let comparing = training.comparing, comparing.step == step else { return }
    training.comparing = nil
    state = .training(allowingAhead(training))
    let held = HeldDigest(step: step, evaluated: comparing.evaluated, digest: digest)
    compared = held
    say(held)
  }

  private mutating func say(_ held: HeldDigest) {
    send(.held(Held(digest: held.digest, evaluated: UInt64(held.evaluated))), step: held.step)
  }
}

/// The digest of a replica, for as long as it holds that step.
struct HeldDigest: Equatable, Sendable {
  let step: Int
  let evaluated: Int
  let digest: String
}
