import Wire

extension WorkerMachine {
  /// Looks at a header before the body is touched, and counts what is dropped. An admitted frame is a sign of life.
  package mutating func admit(_ header: FrameHeader, over channel: Channel, at now: Duration) -> Admission {
    absorbStall(at: now)
    if let reason = objection(to: header, over: channel, at: now) {
      counters.count(reason, from: "coordinator")
      return .drop(reason)
    }
    lastContact = now
    return .accept
  }

  private mutating func objection(to header: FrameHeader, over channel: Channel, at now: Duration) -> DropReason? {
    if let reason = objection(toSenderOf: header) { return reason }
    let stepReason = objection(toStepOf: header)
    // Also of an average that comes too late: behind it on a slow link there may be nothing else for a long time.
    let isNew = take(header, over: channel, at: now)
    if let stepReason { return stepReason }
    return isNew ? objection(toKindOf: header, over: channel) : .repeatedSequence
  }

  /// Welcome and refusal may come from a coordinator that this worker does not know yet, but never from an earlier life of the one it obeys.
  private func objection(toSenderOf header: FrameHeader) -> DropReason? {
    let introduces = header.kind == .welcome || header.kind == .refused
    let membership = state.membership
    if !introduces, header.run != membership?.run { return .foreignRun }
    if header.kind?.isBroadcast != true {
      guard header.incarnation == incarnation else { return .unknownIncarnation }
      guard header.session == session else { return .oldSession }
    }
    guard let membership, header.run == membership.run else { return nil }
    if membership.isObeyed(header) || (introduces && header.term > membership.term) { return nil }
    return .foreignTerm
  }

  private mutating func objection(toStepOf header: FrameHeader) -> DropReason? {
    guard header.kind == .average else { return nil }
    guard case .training(let training) = state, incoming == nil, !training.isRejoining else { return .futureStep }
    if header.step < UInt64(training.next) { return .oldStep }
    if awaitedEvaluation != nil {
      missedAverages = true
      return .futureStep
    }
    return header.step > UInt64(training.next) || training.isOverfull ? .futureStep : nil
  }

  /// A frame that goes to everybody has no sequence of its own; its step lets it pass once.
  private mutating func take(_ header: FrameHeader, over channel: Channel, at now: Duration) -> Bool {
    if header.kind?.isBroadcast == true {
      bulk.heard = now
      return true
    }
    switch channel {
    case .control: return control.take(header.sequence, at: now)
    case .bulk: return bulk.take(header.sequence, at: now)
    }
  }

  private mutating func objection(toKindOf header: FrameHeader, over channel: Channel) -> DropReason? {
    switch header.kind {
    case .average:
      guard channel == .bulk, case .training(let training) = state else { return .unexpectedKind }
      return training.plan.vector.carries(header) ? nil : .foreignNode
    case .heartbeat, .committed: return nil
    case .snapshotState: return channel == .bulk ? nil : .unexpectedKind
    case .snapshot:
      guard channel == .bulk, let incoming, header.step == UInt64(incoming.step) else { return .unexpectedKind }
      return incoming.chunks.carries(header) ? nil : .foreignNode
    case .data: return objection(toDataOf: header, over: channel)
    case .welcome, .refused, .deal, .evaluationCommitted, .missing, .finished, .assist, .fetch, .compare,
      .snapshotReceived:
      return channel == .control ? nil : .unexpectedKind
    case .hello, .ready, .evaluated, .leave, .progress, .failed, .node, .held, .audited, .wantData, .ask, .answer, nil:
      return .unexpectedKind
    }
  }

  mutating func malformed(_ reason: String, version: UInt16?) {
    counters.count(.malformed(reason), from: "coordinator")
    guard let version, state.membership == nil else { return }
    let ours = Refusal.versions(identity.protocols.lowerBound, identity.protocols.upperBound)
    finish(
      .protocolMismatch,
      "protocol: the coordinator speaks version \(version), this worker \(ours) (build \(identity.build)); "
        + "use the same mgd on all hosts")
  }
}
