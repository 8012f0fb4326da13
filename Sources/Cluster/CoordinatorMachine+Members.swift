import Wire

extension CoordinatorMachine {
  /// The present members, in the order of joining.
  package var memberNames: [String] { members.map(\.info.name) }

  package var memberIncarnations: [UInt64] { members.map(\.incarnation) }

  func index(of incarnation: UInt64) -> Int? {
    members.firstIndex { $0.incarnation == incarnation }
  }

  /// A header for a member, addressed to its incarnation and session.
  func header(_ kind: Kind, to member: Member, step: Int = 0, attempt: Int = 0) -> FrameHeader {
    FrameHeader(
      kind: kind, run: plan.run, term: plan.term, life: plan.life, incarnation: member.incarnation,
      session: member.session, view: view, step: UInt64(step), attempt: UInt32(attempt))
  }

  mutating func send(_ message: Message, to member: Member, step: Int = 0, attempt: Int = 0) {
    emit(.send(message, header(message.kind, to: member, step: step, attempt: attempt), to: member.controlPeer))
  }

  /// A process is no member any more; what it still sends is answered by a refusal.
  mutating func remove(_ index: Int) {
    let incarnation = letGo(index)
    if fenced.count >= Self.mostMembers { fenced.removeFirst() }
    fenced.append(incarnation)
  }

  /// A process is no member now, and may come back as it is.
  @discardableResult
  mutating func letGo(_ index: Int) -> UInt64 {
    let incarnation = members.remove(at: index).incarnation
    emit(.forget(incarnation: incarnation))
    return incarnation
  }

  /// A member is gone for good: the others do what it owed, now.
  mutating func lost(_ index: Int, because reason: String, at now: Duration) {
    let member = members[index]
    remove(index)
    guard phase.isTraining else {
      if case .finishing = phase { return }
      report(.gone(name: member.info.name, reason: reason))
      return settle(at: now)
    }
    report(.lost(name: member.info.name, reason: reason, members: members.count))
    keepLineage()
    goOnWithout(member, at: now)
  }

  mutating func left(_ index: Int, reason: String, at now: Duration) {
    let member = members[index]
    if case .finishing(var goodbyes) = phase {
      goodbyes.awaited.remove(member.incarnation)
      phase = .finishing(goodbyes)
      return remove(index)
    }
    remove(index)
    report(.gone(name: member.info.name, reason: reason))
    guard phase.isTraining else { return settle(at: now) }
    keepLineage()
    goOnWithout(member, at: now)
  }

  /// A member left the run by itself, since it heard nothing for long, and is back: it has neither work nor replica, and gets ready again.
  mutating func beginAnew(_ index: Int, at now: Duration) {
    members[index].stage = .preparing
    guard phase.isTraining else { return members[index].place = .outside }
    let incarnation = members[index].incarnation
    members[index].forgetReplica(at: now)
    abandonAssignments(of: incarnation, at: now)
    keepLineage()
    if let index = self.index(of: incarnation) { goOnWithout(members[index], at: now) }
  }

  private mutating func goOnWithout(_ member: Member, at now: Duration) {
    watchAgreement(at: now)
    guard phase.isTraining else { return }
    if heldUp?.incarnation == member.incarnation {
      heldUp = nil
      forgetWait(at: now)
    }
    if members.count(where: \.isInside) < plan.minWorkers { return waitForWorkers(at: now) }
    chase(at: now)
    reduceIfComplete(at: now)
  }

  /// Who may not come any more is not waited for either, and gets nothing more.
  mutating func loseMembers(without keys: Set<String>, at now: Duration) {
    for member in members {
      guard case .known(let identity) = member.controlPeer.standing, !keys.contains(identity.key),
        let index = index(of: member.incarnation)
      else { continue }
      lost(index, because: "its key was taken off the list", at: now)
    }
  }

  /// A hint only: its sockets may be on their way back. Its shards are not waited for.
  mutating func unreachable(_ peer: PeerID, at now: Duration) {
    guard let index = members.firstIndex(where: { $0.controlPeer == peer || $0.bulkPeer == peer }),
      !members[index].isUnreachable
    else { return }
    members[index].isUnreachable = true
    if phase.isTraining { report(.broken(name: members[index].info.name, step: committed + 1)) }
    // What it was to get is lost, and it may never come back.
    if heldUp?.incarnation == members[index].incarnation { goOnWithoutWaiting(at: now) }
    chase(at: now)
  }

  /// A later life of the coordinator waits for these.
  mutating func keepLineage() {
    let lineage = members.filter(\.isInside).map {
      LineageMember(name: $0.info.name, incarnation: $0.incarnation)
    }
    emit(.keepLineage(lineage))
  }

  /// ", at step 12", for messages; empty before the run.
  var place: String {
    if let running = phase.step { return " at step \(running.step)" }
    if let evaluation = phase.evaluation { return " in the evaluation after step \(evaluation.step)" }
    return ""
  }
}
