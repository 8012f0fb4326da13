import Reduction
import Wire

// What is final, and what was lost on the way.
extension WorkerMachine {
  mutating func commit(_ step: Int) {
    guard case .training(var training) = state else { return }
    training.committed = step
    state = .training(allowingAhead(training))
    emit(.release(through: step))
  }

  /// What is committed needs no keeping, and lets the holder of the root go on.
  mutating func learn(committed step: UInt64, at now: Duration) {
    guard case .training(let training) = state, step <= UInt64(training.applied), step > UInt64(training.committed)
    else { return }
    let step = Int(step)
    commit(step)
    switch training.activity {
    case .stepping: deliverHeld(at: now)
    case .pausing(step) where training.applied == step: enter(after: step, at: now)
    case .pausing, .evaluating, .over: break
    }
  }

  private mutating func deliverHeld(at now: Duration) {
    guard case .training(var training) = state, case .stepping(var stepping) = training.activity,
      training.committed >= stepping.step - 1
    else { return }
    let held = stepping.held
    stepping.held = []
    training.activity = .stepping(stepping)
    state = .training(training)
    for computed in held { deliver(computed, at: now) }
  }

  /// The header's step is final: its root was kept back for an audit, or it is one to pass over, or it was applied long ago.
  mutating func received(_ committed: Committed, _ header: FrameHeader, at now: Duration) {
    let compares = committed.compare == true
    if committed.skipped == true { return skip(header.step, compares: compares, at: now) }
    if case .training(let training) = state, header.step == UInt64(training.next),
      let root = training.sent.first(where: { $0.isOf(header) && $0.finite && training.holdsRoot($0) })
    {
      applyRoot(root, at: now)
    }
    if compares { compare(header.step) }
    answerQuestion()
    learn(committed: header.step, at: now)
  }

  private mutating func skip(_ step: UInt64, compares: Bool, at now: Duration) {
    guard case .training(var training) = state, step == UInt64(training.next), awaitedEvaluation == nil,
      !training.isRejoining
    else {
      return
    }
    if training.activity.isComputing { emit(.cancel(throughStep: training.next)) }
    training.applied += 1
    emit(.skipStep(step: training.applied))
    state = .training(training)
    if compares { compare(step) }
    answerQuestion()
    commit(training.applied)
    enter(after: training.applied, at: now)
  }

  /// A heartbeat on bulk comes after every average that was sent there before.
  mutating func heartbeat(_ header: FrameHeader, over channel: Channel, at now: Duration) {
    noteContact()
    learn(committed: header.step, at: now)
    guard channel == .bulk, case .training(let training) = state, header.step > UInt64(training.applied),
      incoming == nil, !training.isRejoining, !training.isOverfull
    else { return }
    if training.activity.evaluation != nil { return askForResult(at: now) }
    send(.missing(Missing()), step: training.next)
  }

  /// At most one message a heartbeat, however often the shell says so.
  mutating func progressed(shard: Int, layer: Int, at now: Duration) {
    guard case .training(let training) = state, now >= nextProgress else { return }
    nextProgress = now + times.heartbeat
    send(.progress(Progressed(shard: shard, layer: layer)), step: training.next)
  }

  mutating func sendNodes(_ computed: Computed) {
    var header = header(.node, step: computed.step, attempt: computed.attempt)
    let good = computed.nodes.filter { !computed.notFinite.contains($0) }
    if !good.isEmpty { emit(.sendNodes(step: computed.step, good, header)) }
    guard !computed.finite else { return }
    header.flags = .notFinite
    emit(.sendNodes(step: computed.step, computed.notFinite, header))
  }

  mutating func sendAudited(_ computed: Computed) {
    let header = header(.audited, step: computed.step, attempt: computed.attempt)
    emit(.sendNodes(step: computed.step, computed.nodes, header))
  }

  /// The replica really holds a step. Who computes nothing sends no nodes by which the coordinator would see it.
  mutating func settled(_ step: Int) {
    guard case .training(var training) = state, step > training.settled, step <= training.applied else { return }
    training.settled = step
    state = .training(training)
    guard step == training.applied, step <= training.committed, !training.isRejoining else { return }
    if case .stepping(let stepping) = training.activity, !stepping.claimed.isEmpty { return }
    sayHeld(step)
  }

  mutating func sayHeld(_ step: Int, digest: String? = nil, passed: Bool? = nil) {
    send(.held(Held(digest: digest, evaluated: UInt64(lastEvaluated ?? 0), passed: passed)), step: step)
  }
}

extension Computed {
  fileprivate func isOf(_ header: FrameHeader) -> Bool {
    header.step == UInt64(step) && header.attempt == UInt32(attempt)
  }
}
