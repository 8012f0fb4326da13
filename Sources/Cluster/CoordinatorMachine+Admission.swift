import Reduction
import Wire

extension CoordinatorMachine {
  /// Looks at a header before the body is touched, and counts what is dropped. An admitted frame is a sign of life.
  ///
  /// A hello is always admitted, unless it repeats one: whoever says it is nobody yet.
  package mutating func admit(_ header: FrameHeader, from peer: PeerID, at now: Duration) -> Admission {
    absorbStall(at: now)
    if let reason = objection(to: header, from: peer, at: now) {
      counters.count(reason, from: peer.address)
      return .drop(reason)
    }
    return .accept
  }

  private mutating func objection(to header: FrameHeader, from peer: PeerID, at now: Duration) -> DropReason? {
    if peer.standing == .removed { return .removedKey }
    // Whoever asks is no member; who may not ask is told so.
    if header.kind == .ask { return nil }
    if header.kind == .hello {
      noteTerm(header, from: peer)
      return objection(toHello: header, from: peer, at: now)
    }
    guard header.run == plan.run else { return .foreignRun }
    guard let index = index(of: header.incarnation) else {
      noteFenced(header, from: peer)
      return .unknownIncarnation
    }
    guard peer.standing.isThat(of: members[index].info.name) else { return .otherKey }
    guard header.session == members[index].session else { return .oldSession }
    guard header.term == plan.term, header.life == plan.life else {
      if peer == members[index].controlPeer || peer == members[index].bulkPeer { noteTerm(header, from: peer) }
      return .foreignTerm
    }
    let stepReason = objection(toStepOf: header)
    // Also of a frame that comes too late: over a slow link there may be nothing else for a long time, and its sender is alive.
    let sequenceReason = takeSequence(header, from: peer, member: index, at: now)
    if sequenceReason == nil, header.kind == .node, stepReason == .oldStep {
      // Whoever computed that step holds the one before.
      members[index].hold(Int(clamping: header.step) - 1, at: now)
    }
    return stepReason ?? sequenceReason ?? objection(toKindOf: header, member: index, at: now)
  }

  private mutating func objection(toHello header: FrameHeader, from peer: PeerID, at now: Duration) -> DropReason? {
    guard let index = index(of: header.incarnation), header.session <= members[index].session else { return nil }
    guard header.session == members[index].session, peer == members[index].controlPeer else { return .oldSession }
    return takeSequence(header, from: peer, member: index, at: now)
  }

  private func objection(toStepOf header: FrameHeader) -> DropReason? {
    switch header.kind {
    case .node, .audited:
      guard let running = phase.step else { return header.step <= UInt64(committed) ? .oldStep : .futureStep }
      guard header.step >= UInt64(running.step) else { return .oldStep }
      guard header.step == UInt64(running.step) else { return .futureStep }
      return header.attempt == UInt32(running.attempt) ? nil : .otherAttempt
    case .evaluated:
      if let evaluation = phase.evaluation, header.step == UInt64(evaluation.step) { return nil }
      return validations.contains { header.step == UInt64($0.step) } ? nil : .oldStep
    default: return nil
    }
  }

  /// Finds the channel by the routing id, and lets each sequence pass once.
  private mutating func takeSequence(
    _ header: FrameHeader, from peer: PeerID, member index: Int, at now: Duration
  ) -> DropReason? {
    if peer == members[index].controlPeer {
      guard members[index].control.take(header.sequence, at: now) else { return .repeatedSequence }
    } else if (members[index].bulkPeer ?? peer) == peer {
      guard members[index].bulk.take(header.sequence, at: now) else { return .repeatedSequence }
      members[index].bulkPeer = peer
    } else {
      return .oldSession
    }
    members[index].isUnreachable = false
    return nil
  }

  private mutating func objection(toKindOf header: FrameHeader, member index: Int, at now: Duration) -> DropReason? {
    switch header.kind {
    case .node: return objection(toNodeOf: header, member: index, at: now)
    case .audited: return objection(toAuditedNodeOf: header, member: index, at: now)
    case .progress, .ready:
      members[index].progress = now
      return nil
    case .heartbeat, .leave, .failed, .missing, .held, .snapshotReceived, .evaluated, .wantData:
      return nil
    case .ask, .answer: return .unexpectedKind
    case .snapshot, .snapshotState: return takeOver.fetch?.incarnation == header.incarnation ? nil : .unexpectedKind
    case .hello, .welcome, .refused, .deal, .committed, .evaluationCommitted, .finished, .average, .assist, .fetch,
      .compare, .data, nil:
      return .unexpectedKind
    }
  }

  private mutating func objection(
    toAuditedNodeOf header: FrameHeader, member index: Int, at now: Duration
  ) -> DropReason? {
    guard let running = phase.step, owesAudit(members[index]) else { return .unexpectedKind }
    guard running.staged.tree.contains(header.node), plan.training.vector.carries(header) else { return .foreignNode }
    members[index].progress = now
    return nil
  }

  private mutating func objection(toNodeOf header: FrameHeader, member index: Int, at now: Duration) -> DropReason? {
    guard let running = phase.step else { return .unexpectedKind }
    let node = header.node
    guard running.staged.tree.contains(node), plan.training.vector.carries(header) else { return .foreignNode }
    if members[index].delivery.goesOn(with: header) { members[index].progress = now }
    members[index].hold(running.step - 1, at: now)
    guard !running.staged.covers(node) else {
      noteLate(from: header.incarnation)
      return .nodeAlreadyPresent
    }
    return nil
  }
}

extension CoordinatorMachine {
  /// A result that nobody needs any more shows that its member is at work.
  private mutating func noteLate(from incarnation: UInt64) {
    for place in assignments.indices where assignments[place].incarnation == incarnation {
      assignments[place].isDelivered = true
    }
  }

  /// A process that was taken for dead does not know it: it is told, once for each heartbeat.
  private mutating func noteFenced(_ header: FrameHeader, from peer: PeerID) {
    guard header.kind == .heartbeat, fencedAnswers.count < 16, fenced.contains(header.incarnation) else { return }
    fencedAnswers.append((header, peer))
  }

  mutating func answerFenced() {
    guard !fencedAnswers.isEmpty else { return }
    for (header, peer) in fencedAnswers {
      var answer = header
      answer.kindCode = Kind.refused.rawValue
      (answer.term, answer.life) = (plan.term, plan.life)
      emit(.send(.refused(.fenced("that was silent")), answer, to: peer))
    }
    fencedAnswers.removeAll(keepingCapacity: true)
  }
}

extension FrameHeader {
  /// The node of the canonical sum that a chunk belongs to.
  var node: TreeNode { TreeNode(level: Int(nodeLevel), index: Int(nodeIndex)) }
}

extension VectorChunks {
  /// Whether a chunk's numbers and length belong to this vector.
  func carries(_ header: FrameHeader) -> Bool {
    do {
      _ = try range(claimedBy: header)
      return true
    } catch {
      return false
    }
  }
}

extension Standing {
  /// Whether a connection may speak for the worker of this name.
  fileprivate func isThat(of name: String) -> Bool {
    switch self {
    case .owner, .unasked: true
    case .known(let identity): identity.isWorker && identity.name == name
    case .removed: false
    }
  }
}
