import Wire

extension WorkerMachine {
  func header(_ kind: Kind, step: Int = 0, attempt: Int = 0) -> FrameHeader {
    let membership = state.membership
    var view: UInt64 = 0
    if case .training(let training) = state { view = training.newestView }
    return FrameHeader(
      kind: kind, run: membership?.run ?? .none, term: membership?.term ?? 0, life: membership?.life ?? 0,
      incarnation: incarnation, session: session, view: view, step: UInt64(step), attempt: UInt32(attempt))
  }

  mutating func send(_ message: Message, over channel: Channel = .control, step: Int = 0, attempt: Int = 0) {
    emit(.send(message, header(message.kind, step: step, attempt: attempt), over: channel))
  }

  mutating func sayHello() {
    let held = applied > 0 ? state.membership?.run : nil
    send(
      .hello(
        Hello(
          name: identity.name, host: identity.host, pid: identity.pid, threads: identity.threads,
          isa: identity.instructionSet, protocolMin: identity.protocols.lowerBound,
          protocolMax: identity.protocols.upperBound, build: identity.build, heldRun: held, heldStep: UInt64(applied),
          heldEvaluated: UInt64(lastEvaluated ?? 0),
          heldDigest: knownDigest)))
  }

  /// Of the replica as it is, if it was computed.
  private var knownDigest: String? {
    guard let heldDigest, (heldDigest.step, heldDigest.evaluated) == (applied, lastEvaluated ?? 0) else { return nil }
    return heldDigest.digest
  }

  /// On both channels. The step says which nodes were all queued on bulk before.
  mutating func sendHeartbeats() {
    guard state.membership != nil else { return }
    let isComputing = state.training?.activity.isComputing ?? false
    let sent = state.training?.sent.last
    let heartbeat = Message.heartbeat(
      Heartbeat(appliedStep: UInt64(state.training?.settled ?? 0), computing: isComputing))
    for channel in Channel.allCases {
      send(heartbeat, over: channel, step: sent?.step ?? 0, attempt: sent?.attempt ?? 0)
    }
  }

  mutating func openSockets(at now: Duration) {
    session += 1
    control = Link(heard: now)
    bulk = Link(heard: now)
    // Once they are there, a hello is the first thing that is said over them.
    nextHeartbeat = now + times.heartbeat
    emit(.openSockets(session: session))
  }
}
