import Reduction
import Wire

// Audited steps: nothing of them is committed before another worker has computed one of their nodes again, to the same bits.
extension CoordinatorMachine {
  // MARK: What is audited

  /// The step that begins is audited, if its turn has come. After its deal, before any node of it.
  mutating func openAudit() {
    guard var running = phase.step, let every = plan.auditEvery, running.step.isMultiple(of: every) else { return }
    let dealt = members.filter { !$0.part.shards.isEmpty }.map(\.incarnation)
    let preferred = dealt.isEmpty ? Self.nobody : dealt[running.step / every % dealt.count]
    running.audit = RunningAudit(preferring: preferred)
    put(running)
    emit(.audit(Audit(step: running.step, attempt: running.attempt, incarnation: preferred)))
  }

  /// A node of an audited step went into the sum.
  mutating func noteForAudit(_ header: FrameHeader, digest: UInt64?, at now: Duration) {
    guard var running = phase.step, var audit = running.audit, let digest else { return }
    let node = running.staged.tree.lifted(header.node)
    let copy = RunningAudit.Copy(node: node, incarnation: header.incarnation, digest: digest)
    audit.received.append(copy)
    if audit.subject == nil, copy.incarnation == audit.preferred || running.staged.isComplete { audit.subject = copy }
    running.audit = audit
    put(running)
    watchAudit(at: now)
  }

  /// Whether the commit of the step at hand waits for its audit.
  func awaitsAudit(_ running: RunningStep) -> Bool { running.audit.map { !$0.isOver } ?? false }

  // MARK: Who computes it again

  /// Asks somebody, when nobody was asked, or whoever was asked is gone or late.
  mutating func watchAudit(at now: Duration) {
    forgetGoneAuditors(at: now)
    guard case .running(let running) = phase, let audit = running.audit, let subject = audit.subject, !audit.isOver
    else { return }
    let isExpected = audit.auditors.contains { auditor in
      auditor.answer == nil && canAudit(auditor.incarnation, at: now) && auditor.due.map { now < $0 } ?? true
    }
    guard !isExpected, let index = auditor(of: subject, in: audit, at: now) else { return }
    let shards = running.staged.tree.leaves(of: subject.node)
    ask(index, for: shards, at: now)
  }

  /// They will not answer: what others have answered decides without them.
  private mutating func forgetGoneAuditors(at now: Duration) {
    guard case .running(var running) = phase, var audit = running.audit, !audit.isOver else { return }
    let gone = audit.outstanding.filter { index(of: $0) == nil }
    guard !gone.isEmpty else { return }
    audit.auditors.removeAll { gone.contains($0.incarnation) }
    running.audit = audit
    put(running)
    judgeAudit(running, audit, at: now)
  }

  /// Another member, an idle one first; the one that sent the node itself when there is nobody else.
  func auditor(of subject: RunningAudit.Copy, in audit: RunningAudit, at now: Duration) -> Int? {
    let free = members.indices.filter { index in
      let incarnation = members[index].incarnation
      return canAudit(incarnation, at: now) && !audit.auditors.contains { $0.incarnation == incarnation }
    }
    let others = free.filter { members[$0].incarnation != subject.incarnation }
    if let other = others.first(where: isIdle) ?? others.first { return other }
    // Somebody else was asked, and is still to answer or to be lost.
    let isAlone =
      !audit.outstanding.contains { canAudit($0, at: now) } && audit.auditors.allSatisfy { $0.answer == nil }
    return isAlone ? free.first : nil
  }

  private func canAudit(_ incarnation: UInt64, at now: Duration) -> Bool {
    guard let index = index(of: incarnation) else { return false }
    return members[index].isInside && !members[index].isUnreachable
      && members[index].silence(at: now) < plan.times.suspect
  }

  mutating func ask(_ index: Int, for shards: Range<Int>, at now: Duration) {
    guard var running = phase.step else { return }
    let member = members[index]
    let due = member.pace.step.map { now + max(.seconds(2 * Double(shards.count) / $0), Self.leastPatience) }
    running.audit?.auditors.append(RunningAudit.Auditor(incarnation: member.incarnation, due: due, askedAt: now))
    put(running)
    // An order is no progress of one that is waited for already.
    if owedSince(members[index]) == nil { members[index].progress = now }
    sendAudit(shards, to: member, of: running)
  }

  private mutating func sendAudit(_ shards: Range<Int>, to member: Member, of running: RunningStep) {
    let assist = Assist(shards: [shards], isAudit: true)
    send(.assist(assist), to: member, step: running.step, attempt: running.attempt)
  }

  /// The order, or the answer, was lost.
  mutating func repeatAudit(to incarnation: UInt64, at now: Duration) {
    guard var running = phase.step, var audit = running.audit, let subject = audit.subject, !audit.isOver,
      let place = audit.auditors.firstIndex(where: { $0.incarnation == incarnation && $0.answer == nil }),
      now - audit.auditors[place].askedAt >= plan.times.heartbeat, let index = index(of: incarnation)
    else { return }
    audit.auditors[place].askedAt = now
    running.audit = audit
    put(running)
    sendAudit(running.staged.tree.leaves(of: subject.node), to: members[index], of: running)
  }

  /// It forgets what it was asked for.
  mutating func excuseAuditor(_ incarnation: UInt64) {
    guard var running = phase.step, running.audit != nil else { return }
    running.audit?.auditors.removeAll { $0.incarnation == incarnation && $0.answer == nil }
    put(running)
  }

  /// Whether an audit waits for this member.
  func owesAudit(_ member: Member) -> Bool {
    guard case .running(let running) = phase, let audit = running.audit, !audit.isOver else { return false }
    return audit.outstanding.contains(member.incarnation)
  }

  /// When the auditor at work is late.
  var nextAuditLateness: Duration? {
    guard case .running(let running) = phase, let audit = running.audit, !audit.isOver else { return nil }
    return audit.auditors.lazy.filter { $0.answer == nil }.compactMap(\.due).min()
  }
}
