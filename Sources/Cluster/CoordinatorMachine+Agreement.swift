import Wire

// Every checkpoint is first an agreement: replicas that differ are found before one of them is written.
extension CoordinatorMachine {
  /// So often a run goes back before it ends.
  private static let mostReturns = 3

  /// The checkpoint's copy is being made; the members that hold the run say what theirs is like.
  mutating func beginAgreement(_ checkpoint: Checkpoint, at now: Duration) {
    let present = members.filter { $0.isInside && !$0.isUnreachable && committed - $0.held <= plan.averageWindow }
    saving.agreement = Agreement(
      checkpoint: checkpoint, evaluated: validation?.step ?? 0, awaited: present.map(\.incarnation),
      deadline: now + plan.times.suspect, askedAt: now)
    // Who was told with the commit need not be asked.
    if !saving.isNext { askForDigests() }
    saving.isNext = false
  }

  private mutating func askForDigests() {
    guard let agreement = saving.agreement else { return }
    for member in members where agreement.awaited.contains(member.incarnation) {
      send(.compare(Compare(evaluated: UInt64(agreement.evaluated))), to: member, step: agreement.checkpoint.step)
    }
  }

  mutating func replicaCopied(step: Int, digest: String, at now: Duration) {
    guard saving.agreement?.checkpoint.step == step else { return }
    saving.agreement?.take(digest, of: nil)
    concludeAgreement(at: now)
  }

  /// A member says the digest of its replica, or that it has gone on and does not know it any more.
  mutating func noteDigest(_ held: Held, step: Int, of incarnation: UInt64, at now: Duration) {
    guard let agreement = saving.agreement, agreement.checkpoint.step == step else { return }
    if let digest = held.digest, held.evaluated == UInt64(agreement.evaluated) {
      saving.agreement?.take(digest, of: incarnation)
    } else if held.passed == true {
      saving.agreement?.awaited.removeAll { $0 == incarnation }
    }
    concludeAgreement(at: now)
  }

  /// Somebody is gone, or time has passed.
  mutating func watchAgreement(at now: Duration) {
    guard var agreement = saving.agreement else { return }
    agreement.awaited.removeAll { incarnation in
      !members.contains { $0.incarnation == incarnation && $0.isInside && !$0.isUnreachable }
    }
    saving.agreement = agreement
    if now - agreement.askedAt >= plan.times.heartbeat {
      saving.agreement?.askedAt = now
      askForDigests()
    }
    concludeAgreement(at: now)
  }

  private mutating func concludeAgreement(at now: Duration) {
    guard let agreement = saving.agreement, agreement.isComplete(at: now) else { return }
    saving.agreement = nil
    let step = agreement.checkpoint.step
    switch agreement.verdict {
    case .agreed: emit(.writeCheckpoint(agreement.checkpoint))
    case .outvoted(let wrong):
      let digests = describe(agreement)
      emit(.dropCheckpoint(step: step))
      for incarnation in wrong {
        guard let incarnation else {
          report(.ownReplicaWrong(step: step, digests: digests))
          continue
        }
        bar(incarnation, because: "its replica of step \(step) is not that of the others (\(digests))", at: now)
      }
      goBack(from: step, digests, at: now)
    case .undecided:
      emit(.dropCheckpoint(step: step))
      endForDifferences(describe(agreement), step: step, at: now)
    }
  }

  /// "coordinator: 12ab, anna: 34cd"
  private func describe(_ agreement: Agreement) -> String {
    let own = agreement.voices.filter { $0.incarnation == nil }
    return (own + agreement.voices.filter { $0.incarnation != nil }).map { voice in
      let name = voice.incarnation.map { incarnation in
        index(of: incarnation).map { members[$0].info.name } ?? "a worker that is gone"
      }
      return "\(name ?? "coordinator"): \(voice.digest.printable(16))"
    }.joined(separator: ", ")
  }

  mutating func endForDifferences(_ digests: String, step: Int, at now: Duration) {
    finish(
      .replicasDiffer(step: step),
      "replicas of step \(step) differ (\(digests)), and nobody can say which is right; "
        + "stop the workers to go on from the last checkpoint, step \(saving.saved)", at: now)
  }

  // MARK: Back to the last agreed checkpoint

  /// What a wrong replica gave to the sums since then is in every other replica, too.
  private mutating func goBack(from step: Int, _ digests: String, at now: Duration) {
    if case .closing(let closing) = phase, closing.ending != .done {
      return finish(.stopped(saved: false), "\(closing.message); replicas differ (\(digests))", at: now)
    }
    guard phase.isTraining || phase.isClosing else { return }
    saving.returns += 1
    guard saving.returns <= Self.mostReturns else {
      return finish(
        .failed(exitCode: 75),
        "replicas differ for the \(saving.returns)th time, at step \(step) (\(digests)); check the memory of these hosts",
        at: now)
    }
    if let running = phase.step { emit(.discard(step: running.step, attempt: running.attempt)) }
    phase = .gathering
    assignments = []
    heldUp = nil
    enoughSince = nil
    saving.inFlight = nil
    saving.wanted = nil
    takeOver.isGoingBack = true
    emit(.goBack)
  }

  /// The own replica is that of the checkpoint, under a new term: what members hold from before counts no more.
  mutating func wentBack(to place: Return, at now: Duration) {
    guard takeOver.isGoingBack, phase.isOpen else { return }
    takeOver = TakeOver(awaited: [])
    takeOver.isDecided = true
    (plan.term, plan.life, plan.holdingsSince) = (place.term, place.life, place.term)
    (plan.firstStep, plan.evaluationDue) = (place.step, place.evaluationDue)
    (committed, applied, origin) = (place.step, place.step, place.step)
    validations = place.lastValidation.map { [$0] } ?? []
    skipped = []
    training = nil
    saving = Saving(saved: place.step, returns: saving.returns)
    for index in members.indices { members[index].forgetReplica(at: now) }
    report(.wentBack(step: committed))
    for member in members { welcome(member) }
    settle(at: now)
  }
}

/// Where a run goes on that went back.
package struct Return: Equatable, Sendable {
  /// Of the checkpoint; 0: from the beginning.
  package var step: Int
  package var term: UInt64
  package var life: UInt64
  package var evaluationDue: Bool
  package var lastValidation: StepFigures?

  package init(step: Int, term: UInt64, life: UInt64, evaluationDue: Bool, lastValidation: StepFigures?) {
    self.step = step
    self.term = term
    self.life = life
    self.evaluationDue = evaluationDue
    self.lastValidation = lastValidation
  }
}
