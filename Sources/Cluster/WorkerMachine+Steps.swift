import Reduction
import Wire

extension WorkerMachine {
  mutating func received(_ deal: Deal, at now: Duration) {
    guard case .ready(let prepared) = state, let fromStep = Int(exactly: deal.fromStep), fromStep == 1,
      prepared.plan.allows(deal)
    else { return }
    let training = Training(
      prepared: prepared, deal: deal, applied: fromStep - 1, committed: fromStep - 1,
      activity: .awaiting(step: fromStep - 1))
    report(.dealt(shards: deal.shards, fromStep: fromStep))
    state = .training(allowingAhead(training))
    enter(after: fromStep - 1, at: now)
  }

  /// The replica holds a step (or will, when the work queue gets there): what comes next?
  private mutating func enter(after step: Int, at now: Duration) {
    guard case .training(let training) = state else { return }
    if training.plan.pauses(afterStep: step) {
      guard training.committed >= step else { return setActivity(.awaiting(step: step)) }
      return training.plan.evaluationDue(afterStep: step) ? beginEvaluation(after: step, at: now) : setActivity(.over)
    }
    begin(step: step + 1)
  }

  mutating func setActivity(_ activity: Activity) {
    guard case .training(var training) = state else { return }
    training.activity = activity
    state = .training(training)
  }

  /// After an evaluation: the next step, or nothing more.
  mutating func resume(after step: Int) {
    guard case .training(let training) = state else { return }
    if step >= training.plan.totalSteps { return setActivity(.over) }
    begin(step: step + 1)
  }

  private mutating func begin(step: Int) {
    guard case .training(var training) = state else { return }
    let attempt = Int(training.deal.attempt)
    let shards = training.plan.filled(training.deal.shards, inStep: step)
    training.activity = shards.isEmpty ? .awaiting(step: step) : .computing(step: step, attempt: attempt)
    state = .training(training)
    if !shards.isEmpty { emit(.compute(ComputeTask(step: step, attempt: attempt, shards: shards))) }
  }

  mutating func computed(_ computed: Computed, at now: Duration) {
    guard case .training(let training) = state,
      training.activity == .computing(step: computed.step, attempt: computed.attempt)
    else { return }
    if computed.wentOn { return wentOn(computed) }
    guard training.committed >= computed.step - 1 else { return setActivity(.holding(computed)) }
    deliver(computed, at: now)
  }

  /// The shell has applied the root and computes the next step already.
  private mutating func wentOn(_ computed: Computed) {
    guard case .training(var training) = state else { return }
    precondition(
      computed.finite && computed.step <= training.allowedAhead && training.holdsRoot(computed),
      "the shell went on after step \(computed.step), allowed through \(training.allowedAhead)")
    training.applied = computed.step
    training.sent = computed
    training.activity = .computing(step: computed.step + 1, attempt: computed.attempt)
    state = .training(training)
    sendNodes(computed)
  }

  /// Sends a step's nodes; the holder of the root needs no average.
  private mutating func deliver(_ computed: Computed, at now: Duration) {
    guard case .training(var training) = state else { return }
    training.sent = computed
    let appliesRoot = computed.finite && training.holdsRoot(computed)
    if appliesRoot { training.applied = computed.step }
    training.activity = .awaiting(step: computed.step)
    state = .training(training)
    if appliesRoot {
      let samples = training.plan.batches.samples(inStep: computed.step)
      emit(.applyRoot(step: computed.step, attempt: computed.attempt, samples: samples))
      enter(after: computed.step, at: now)
    }
    sendNodes(computed)
  }

  private mutating func sendNodes(_ computed: Computed) {
    emit(
      .sendNodes(
        step: computed.step, computed.nodes, header(.node, step: computed.step, attempt: computed.attempt)))
  }

  /// Chunks of the last nodes were lost on the way. What is committed was asked for before the news of it came, and is released.
  mutating func repeatNodes(_ header: FrameHeader) {
    guard case .training(let training) = state, let sent = training.sent, header.step == UInt64(sent.step),
      header.attempt == UInt32(sent.attempt), sent.step > training.committed
    else { return }
    sendNodes(sent)
  }

  mutating func averageStaged(_ header: FrameHeader, at now: Duration) {
    guard case .training(var training) = state, header.step == UInt64(training.next) else { return }
    let step = training.next
    training.applied = step
    emit(.applyAverage(step: step, attempt: Int(header.attempt)))
    commit(step, training)
    enter(after: step, at: now)
  }

  private mutating func commit(_ step: Int, _ training: Training) {
    var training = training
    training.committed = step
    state = .training(allowingAhead(training))
    emit(.release(through: step))
  }

  /// What is committed needs no keeping, and lets the holder of the root go on.
  mutating func learn(committed step: UInt64, at now: Duration) {
    guard case .training(let training) = state, step <= UInt64(training.applied), step > UInt64(training.committed)
    else { return }
    let step = Int(step)
    commit(step, training)
    switch training.activity {
    case .holding(let computed): deliver(computed, at: now)
    case .awaiting(step) where training.applied == step: enter(after: step, at: now)
    case .awaiting, .computing, .evaluating, .evaluated, .over: break
    }
  }

  private mutating func allowingAhead(_ training: Training) -> Training {
    guard training.holdsAllShards, training.aheadLimit > training.allowedAhead else { return training }
    var training = training
    training.allowedAhead = training.aheadLimit
    emit(.allowAhead(through: training.allowedAhead))
    return training
  }

  /// A heartbeat on bulk comes after every average that was sent there before.
  mutating func heartbeat(_ header: FrameHeader, over channel: Channel, at now: Duration) {
    noteContact()
    learn(committed: header.step, at: now)
    guard channel == .bulk, case .training(let training) = state, header.step > UInt64(training.applied) else { return }
    send(.missing(Missing()), step: training.next)
  }

  /// At most one message a heartbeat, however often the shell says so.
  mutating func progressed(shard: Int, layer: Int, at now: Duration) {
    guard case .training(let training) = state, now >= nextProgress else { return }
    nextProgress = now + times.heartbeat
    send(.progress(Progressed(shard: shard, layer: layer)), step: training.next)
  }
}

extension TrainingPlan {
  /// Whether a deal's ranges are ranges of this run.
  func allows(_ deal: Deal) -> Bool {
    deal.shards.allSatisfy { (0..<batches.shards).contains($0) }
      && deal.evaluation.allSatisfy { evaluationRange.contains($0) }
  }

  private var evaluationRange: Range<Int> { 0..<evaluationShards }
}

extension Range {
  fileprivate func contains(_ other: Range) -> Bool { clamped(to: other) == other }
}
