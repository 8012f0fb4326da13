import Reduction
import Wire

// What an audit finds, and what becomes of the step and of those whose numbers were wrong.
extension CoordinatorMachine {
  /// So often a step is tried before an audit without a majority ends the run.
  private static let mostTries = 3

  mutating func auditedNodeStaged(_ header: FrameHeader, digest: UInt64, at now: Duration) {
    guard var running = phase.step, header.step == UInt64(running.step), header.attempt == UInt32(running.attempt),
      running.staged.tree.contains(header.node), var audit = running.audit, let subject = audit.subject,
      running.staged.tree.lifted(header.node) == subject.node,
      let place = audit.auditors.firstIndex(where: { $0.incarnation == header.incarnation && $0.answer == nil })
    else { return }
    audit.auditors[place].answer = digest
    running.audit = audit
    put(running)
    judgeAudit(running, audit, at: now)
  }

  mutating func judgeAudit(_ running: RunningStep, _ audit: RunningAudit, at now: Duration) {
    guard let subject = audit.subject else { return }
    switch audit.verdict {
    case .open: break
    case .passed(let wrong):
      // An earlier try may have given the node other bits: then its sender has agreed with itself and others by now.
      let earlier = running.disputed.filter { $0.node == subject.node && $0.digest != subject.digest }
      endAudit()
      for incarnation in Set(wrong + earlier.map(\.incarnation)).sorted() {
        bar(incarnation, because: difference(running, subject), at: now)
      }
      reduceIfComplete(at: now)
    case .refuted: tryAgain(running, without: subject.incarnation, because: difference(running, subject), at: now)
    case .disputed: settleDispute(running, audit, subject, at: now)
    }
  }

  private mutating func endAudit() {
    guard var running = phase.step else { return }
    running.audit?.isOver = true
    put(running)
  }

  /// A third decides; without one, both compute everything again; a second dispute of the same kind has no end.
  private mutating func settleDispute(
    _ running: RunningStep, _ audit: RunningAudit, _ subject: RunningAudit.Copy, at now: Duration
  ) {
    let voices = Set(audit.auditors.map(\.incarnation) + [subject.incarnation]).count
    if voices < 3, let third = auditor(of: subject, in: audit, at: now) {
      return ask(third, for: running.staged.tree.leaves(of: subject.node), at: now)
    }
    let answers = audit.auditors.compactMap { auditor in
      auditor.answer.map { RunningAudit.Copy(node: subject.node, incarnation: auditor.incarnation, digest: $0) }
    }
    guard voices == 2, running.attempt + 1 < Self.mostTries else {
      return endForDispute(running, [subject] + answers, at: now)
    }
    tryAgain(running, disputed: [subject] + answers, at: now)
  }

  private mutating func endForDispute(_ running: RunningStep, _ copies: [RunningAudit.Copy], at now: Duration) {
    let shards = running.staged.tree.leaves(of: copies[0].node)
    let said = copies.map { "\(name(of: $0.incarnation)): \(String($0.digest, radix: 16))" }.joined(separator: ", ")
    finish(
      .failed(exitCode: 75),
      "audit of step \(running.step): shards \(shards.lowerBound)..<\(shards.upperBound) give other numbers each time "
        + "(\(said)), and nobody can say which are right; check the memory of these hosts, then start the run again",
      at: now)
  }

  private func name(of incarnation: UInt64) -> String {
    index(of: incarnation).map { members[$0].info.name } ?? "a worker that is gone"
  }

  private func difference(_ running: RunningStep, _ subject: RunningAudit.Copy) -> String {
    let shards = running.staged.tree.leaves(of: subject.node)
    return
      "its numbers for shards \(shards.lowerBound)..<\(shards.upperBound) of step \(running.step) are not those of "
      + "other workers"
  }

  // MARK: A step's results are thrown away

  /// Everything of the step is computed once more, by everybody, or by everybody but one whose numbers were wrong.
  private mutating func tryAgain(
    _ running: RunningStep, without wrong: UInt64? = nil, because reason: String = "",
    disputed: [RunningAudit.Copy] = [], at now: Duration
  ) {
    emit(.discard(step: running.step, attempt: running.attempt))
    assignments = []
    var again = RunningStep(
      step: running.step, attempt: running.attempt + 1, began: now, staged: NodeSet(running.staged.tree))
    again.disputed = running.disputed + disputed
    phase = .running(again)
    if let wrong { bar(wrong, because: reason, at: now) }
    guard phase.step != nil else { return }
    report(.triedAgain(step: again.step, attempt: again.attempt))
    guard case .running = phase else { return openAudit() }
    let able = able(fromStep: again.step, at: now)
    if able.isEmpty { dealToNobody() } else { dealAnew(able, fromStep: again.step, at: now) }
    openAudit()
    assign(at: now)
  }

  /// A member whose numbers were wrong goes, and does not come back by that name.
  mutating func bar(_ incarnation: UInt64, because reason: String, at now: Duration) {
    guard let index = index(of: incarnation) else { return }
    barred.insert(members[index].info.name)
    report(.badWorker(name: members[index].info.name, reason: reason))
    lost(index, because: reason, at: now)
  }
}
