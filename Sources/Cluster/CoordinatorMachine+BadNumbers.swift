import Reduction
import Wire

/// A node whose sender found a number in it that is not finite.
struct BadNode: Equatable, Sendable {
  let node: TreeNode
  let incarnation: UInt64
  /// Of its bits.
  let digest: UInt64
}

// Numbers that are not finite: the run's own when two workers find the same bits, a worker's fault when another finds others.
extension CoordinatorMachine {
  mutating func badNodeStaged(_ header: FrameHeader, digest: UInt64, at now: Duration) {
    guard var running = phase.step, header.step == UInt64(running.step), header.attempt == UInt32(running.attempt),
      running.staged.tree.contains(header.node)
    else { return }
    let bad = BadNode(
      node: running.staged.tree.lifted(header.node), incarnation: header.incarnation, digest: digest)
    guard !running.staged.covers(bad.node) else { return judgeBadNodes(at: now) }
    // Two workers may cut the same shards into different nodes.
    let isConfirmed = running.bad.contains { running.overlap($0, bad) && $0.incarnation != bad.incarnation }
    let isNews = !running.bad.contains(bad)
    if isNews { running.bad.append(bad) }
    put(running)
    guard !isConfirmed, let other = otherWorker(for: bad, in: running) else {
      return notFinite(running, shards: running.staged.tree.leaves(of: bad.node), at: now)
    }
    // It is sent again and again: whoever was asked is still at work, or is gone.
    guard isNews || !isComputedElsewhere(bad, in: running) else { return }
    computeElsewhere(running.staged.tree.leaves(of: bad.node), by: other, at: now)
  }

  private func isComputedElsewhere(_ bad: BadNode, in running: RunningStep) -> Bool {
    let (shards, tried) = (running.staged.tree.leaves(of: bad.node), tried(bad, in: running))
    return assignments.contains {
      !$0.isDone && $0.shards.overlaps(shards) && !tried.contains($0.incarnation) && index(of: $0.incarnation) != nil
    }
  }

  private func tried(_ bad: BadNode, in running: RunningStep) -> Set<UInt64> {
    Set(running.bad.filter { running.overlap($0, bad) }.map(\.incarnation))
  }

  /// Somebody who has not computed the node himself; nil when nobody else is there.
  private func otherWorker(for bad: BadNode, in running: RunningStep) -> Int? {
    let tried = tried(bad, in: running)
    return members.firstIndex { $0.isInside && !$0.isUnreachable && !tried.contains($0.incarnation) }
  }

  private mutating func computeElsewhere(_ shards: Range<Int>, by index: Int, at now: Duration) {
    guard let running = phase.step else { return }
    assignments.append(
      Assignment(members[index].incarnation, shards, at: now, due: nil, isStanding: false))
    send(.assist(Assist(shards: [shards])), to: members[index], step: running.step, attempt: running.attempt)
  }

  /// A member has sent all that it was asked for, but not as good numbers: others are waited for.
  func isSpokenFor(_ assignment: Assignment) -> Bool {
    guard let running = phase.step, !running.bad.isEmpty else { return false }
    let bad = running.bad.filter { $0.incarnation == assignment.incarnation }
    return assignment.shards.allSatisfy { shard in
      running.staged.covers(.leaf(shard)) || bad.contains { running.staged.tree.leaves(of: $0.node).contains(shard) }
    }
  }

  /// Whose bad numbers were good elsewhere is dropped, and named.
  mutating func judgeBadNodes(at now: Duration) {
    guard let running = phase.step else { return }
    for bad in running.bad where running.staged.covers(bad.node) {
      let shards = running.staged.tree.leaves(of: bad.node)
      let reason =
        "its numbers for shards \(shards.lowerBound)..<\(shards.upperBound) of step \(running.step) are not finite, "
        + "those of another worker are"
      bar(bad.incarnation, because: reason, at: now)
    }
  }

  /// The numbers are the run's own: it stops, or passes the step over.
  mutating func notFinite(_ running: RunningStep, shards: Range<Int>, at now: Duration) {
    switch plan.badNumbers {
    case .stop: diverge(at: running.step, shards: shards, now: now)
    case .skip: skip(running, at: now)
    }
  }

  private mutating func diverge(at step: Int, shards: Range<Int>, now: Duration) {
    let last = training.map { "; the last good figures are those of step \($0.step)" } ?? ""
    finish(
      .diverged(step: step),
      "loss or gradients are not finite at step \(step), shards \(shards.lowerBound)..<\(shards.upperBound)\(last); "
        + "try a smaller learning rate or optimizer.clip_norm, or pass such steps over with run.on_bad_numbers = \"skip\"",
      at: now)
  }

  private mutating func skip(_ running: RunningStep, at now: Duration) {
    emit(.discard(step: running.step, attempt: running.attempt))
    committed = running.step
    skipped = skipped.filter { $0 > committed - plan.averageWindow } + [committed]
    if !isEvaluationDue(after: committed) { noteCheckpointDue(at: now) }
    for index in members.indices where members[index].isInside {
      let news = Committed(skipped: true, compare: saving.isNext ? true : nil)
      send(.committed(news), to: members[index], step: running.step)
      if members[index].sent == running.step - 1 { members[index].sent = running.step }
    }
    emit(
      .commit(
        Commit(
          step: running.step, attempt: running.attempt,
          samples: plan.training.batches.samples(inStep: running.step), recipients: [],
          header: FrameHeader(kind: .average, run: plan.run, term: plan.term, life: plan.life), isSkipped: true)))
    report(.skipped(step: running.step))
    goOn(after: running.step, at: now)
  }
}

extension RunningStep {
  /// Whether two nodes have a shard in common.
  fileprivate func overlap(_ one: BadNode, _ other: BadNode) -> Bool {
    staged.tree.leaves(of: one.node).overlaps(staged.tree.leaves(of: other.node))
  }
}
