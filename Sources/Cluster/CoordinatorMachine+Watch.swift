import Wire

extension CoordinatorMachine {
  /// When this process itself stood still, nobody else was silent.
  mutating func absorbStall(at now: Duration) {
    guard let gap = stallGuard.gap(at: now, limit: plan.times.standstill) else { return }
    for index in members.indices { members[index].moveDeadlines(by: gap) }
    // Everybody has missed this process, and comes back with new sockets: nobody's silence of before counts.
    if gap >= plan.times.suspect { for index in members.indices { members[index].forgiveSilence(at: now) } }
    for index in assignments.indices { assignments[index].move(by: gap) }
    heldUp?.until += gap
    enoughSince? += gap
    takeOver.moveDeadlines(by: gap)
    saving.agreement?.deadline += gap
    switch phase {
    case .running(var running):
      running.began += gap
      phase = .running(running)
    case .evaluating(var evaluation):
      evaluation.began += gap
      phase = .evaluating(evaluation)
    case .finishing(var goodbyes):
      goodbyes.deadline += gap
      phase = .finishing(goodbyes)
    case .gathering, .preparing, .waiting, .closing, .finished: break
    }
  }

  mutating func tick(at now: Duration) {
    if let stall = stallGuard.takeUnreported() { report(.stalled(stall)) }
    watchSilence(at: now)
    watchProgress(at: now)
    watchJoiners(at: now)
    watchDeclarations(at: now)
    watchFetch(at: now)
    chase(at: now)
    resumeIfEnough(at: now)
    tellWait(at: now)
    watchAgreement(at: now)
    saveWhatWaits(at: now)
    settle(at: now)
    close(at: now)
    if now >= nextHeartbeat {
      nextHeartbeat = now + plan.times.heartbeat
      sendHeartbeats()
    }
    if now >= nextDropReport { reportDrops(at: now) }
  }

  private mutating func watchSilence(at now: Duration) {
    for incarnation in members.map(\.incarnation) {
      guard let index = index(of: incarnation) else { continue }
      let silence = members[index].silence(at: now)
      if silence >= plan.times.dead {
        lost(index, because: "nothing was heard from it for \(silence.seconds) s", at: now)
      } else if silence >= plan.times.suspect, !members[index].isSuspect {
        members[index].isSuspect = true
        report(.suspect(name: members[index].info.name, silence: silence))
      } else if silence < plan.times.suspect, members[index].isSuspect {
        members[index].isSuspect = false
        report(.recovered(name: members[index].info.name))
      }
    }
  }

  /// How long a member may get nothing done.
  package var stepDeadline: Duration { max(plan.times.stepDeadline, expectedStep * 4) }

  /// A worker can be alive and get nothing done: its part, a snapshot, or the averages that it is sent.
  private mutating func watchProgress(at now: Duration) {
    for incarnation in members.map(\.incarnation) where phase.isTraining {
      guard let index = index(of: incarnation) else { continue }
      let stuck = now - lastProgress(of: members[index], at: now)
      guard stuck >= stepDeadline else { continue }
      let wasWaitedFor = isWaitedFor(members[index])
      lost(index, because: "it is alive but made no progress for \(stuck.seconds) s", at: now)
      if wasWaitedFor { forgetWait(at: now) }
    }
  }

  /// Since when the work at hand waits for this member alone; nil when it does not.
  package func waits(for incarnation: UInt64) -> Duration? { index(of: incarnation).flatMap { owedSince(members[$0]) } }

  private func isWaitedFor(_ member: Member) -> Bool { owedSince(member) != nil || owesAudit(member) }

  /// The others waited for one, which is not how long a step takes: the next deadline would be longer, and so on.
  mutating func forgetWait(at now: Duration) {
    guard case .running(var running) = phase else { return }
    running.began = now
    phase = .running(running)
  }

  /// Now for a member that nothing is expected of.
  private func lastProgress(of member: Member, at now: Duration) -> Duration {
    if case .joining = member.place { return member.progress }
    if let since = owedSince(member) { return max(since, member.progress) }
    if owesAudit(member) { return member.progress }
    return member.isInside && member.held < committed ? max(member.heldAt, member.progress) : now
  }

  /// On both channels: on control the step says what is committed, on bulk which averages came before.
  private mutating func sendHeartbeats() {
    let heartbeat = Message.heartbeat(Heartbeat(appliedStep: UInt64(applied), computing: false))
    for member in members {
      send(heartbeat, to: member, step: committed)
      if let bulk = member.bulkPeer {
        let sent = member.isInside ? max(member.sent, member.held) : committed
        emit(.send(heartbeat, header(.heartbeat, to: member, step: sent), to: bulk))
      }
      if case .finishing(let goodbyes) = phase, goodbyes.awaited.contains(member.incarnation) {
        send(.finished(Finished(goodbyes.outcome)), to: member, step: committed)
      }
    }
  }

  mutating func reportDrops(at now: Duration) {
    nextDropReport = now + plan.times.dropReports
    let lines = counters.report()
    if !lines.isEmpty { report(.dropped(lines)) }
  }

  mutating func malformed(_ reason: String, version: UInt16?, from peer: PeerID, at now: Duration) {
    counters.count(.malformed(reason), from: peer.address)
    guard let version, now >= nextVersionAnswer else { return }
    nextVersionAnswer = now + .seconds(1)
    let refusal = Refusal.frames(ofVersion: version, plan: plan)
    let header = FrameHeader(kind: .refused, run: plan.run, term: plan.term, life: plan.life)
    emit(.send(.refused(refusal), header, to: peer))
    report(.refused(name: "unknown", address: peer.address, message: refusal.message))
  }
}
