import Reduction
import Wire

// Orders about shards: deals that stand, and assists for one step.
extension WorkerMachine {
  mutating func received(_ deal: Deal, at now: Duration) {
    guard let fromStep = Int(exactly: deal.fromStep) else { return }
    switch state {
    case .ready(let prepared):
      guard fromStep == 1, prepared.plan.allows(deal), incoming == nil else { return }
      report(.dealt(shards: deal.shards, fromStep: fromStep))
      state = .training(allowingAhead(Training(prepared, deal: deal, holding: 0)))
      enter(after: 0, at: now)
    case .training(var training):
      guard deal.view > training.newestView, training.plan.allows(deal), incoming == nil else { return }
      training.upcoming = deal
      let isBack = training.isRejoining
      training.isRejoining = false
      state = .training(training)
      if isBack { return enter(after: training.applied, at: now) }
      takeUpcoming()
      claimOfDeal(at: now)
    case .idle, .waiting, .preparing, .finished: break
    }
  }

  /// Lets a deal come into force when its step is reached.
  mutating func takeUpcoming() {
    guard case .training(var training) = state, let deal = training.upcoming, deal.fromStep <= UInt64(training.next)
    else { return }
    training.deal = deal
    training.upcoming = nil
    state = .training(training)
    report(.dealt(shards: deal.shards, fromStep: Int(deal.fromStep)))
    keepAheadWithinDeal()
    if deal.fromStep == UInt64(training.next) { beginAgain(attempt: Int(deal.attempt)) }
  }

  /// What was computed of the step at hand counts no more.
  private mutating func beginAgain(attempt: Int) {
    guard case .training(var training) = state, case .stepping(let stepping) = training.activity,
      attempt > stepping.attempt
    else { return }
    if training.activity.isComputing { emit(.cancel(throughStep: stepping.step)) }
    training.sent.removeAll { $0.step == stepping.step }
    training.activity = .stepping(Stepping(step: stepping.step, attempt: attempt))
    state = .training(training)
  }

  /// A shell that held every root goes on no longer; what it has begun is right in any case.
  private mutating func keepAheadWithinDeal() {
    guard case .training(var training) = state else { return }
    if training.holdsAllShards { return state = .training(allowingAhead(training)) }
    guard training.allowedAhead > training.applied else { return }
    training.allowedAhead = training.applied
    state = .training(training)
    emit(.allowAhead(through: training.allowedAhead))
  }

  /// What a deal that came in the middle of a step adds to it.
  private mutating func claimOfDeal(at now: Duration) {
    guard case .training(let training) = state, training.upcoming == nil else { return }
    claim(training.deal.shards)
    claimEvaluation(training.deal.evaluation, at: now)
  }

  mutating func received(_ assist: Assist, _ header: FrameHeader, at now: Duration) {
    guard case .training(var training) = state, let step = Int(exactly: header.step), incoming == nil,
      !training.isRejoining,
      training.plan.allows(assist)
    else { return }
    let isDue = assist.evaluation.isEmpty ? step == training.next : training.activity.evaluation == step
    guard !isDue else { return carryOut(assist, attempt: Int(header.attempt), at: now) }
    guard step == training.next || step == training.next + 1 else { return }
    training.orders = training.orders.filter { $0.step >= training.applied }.suffix(15)
    training.orders.append(Training.Order(step: step, attempt: Int(header.attempt), assist: assist))
    state = .training(training)
  }

  /// The orders that waited for this moment.
  mutating func takeOrders(at now: Duration) {
    guard case .training(var training) = state, !training.orders.isEmpty else { return }
    let evaluation = training.activity.evaluation
    let due = training.orders.filter {
      $0.assist.evaluation.isEmpty ? $0.step == training.next && evaluation == nil : $0.step == evaluation
    }
    training.orders.removeAll { due.contains($0) }
    state = .training(training)
    for order in due { carryOut(order.assist, attempt: order.attempt, at: now) }
  }

  private mutating func carryOut(_ assist: Assist, attempt: Int, at now: Duration) {
    beginAgain(attempt: attempt)
    if assist.isAudit { return computeAgain(assist.shards) }
    claim(assist.shards)
    claimEvaluation(assist.evaluation, at: now)
  }

  /// Computes what of these shards nobody here computes yet.
  mutating func claim(_ shards: [Range<Int>]) {
    guard case .training(var training) = state, case .stepping(var stepping) = training.activity else { return }
    let new = stepping.claimed.claim(training.plan.filled(shards, inStep: stepping.step))
    guard !new.isEmpty else { return }
    stepping.tasks += 1
    training.activity = .stepping(stepping)
    state = .training(training)
    emit(.compute(ComputeTask(step: stepping.step, attempt: stepping.attempt, shards: new)))
  }

  /// Once: whoever asks again gets the same answer again.
  private mutating func computeAgain(_ shards: [Range<Int>]) {
    guard case .training(var training) = state, case .stepping(var stepping) = training.activity else { return }
    let filled = training.plan.filled(shards, inStep: stepping.step)
    guard !filled.isEmpty else { return }
    if let known = stepping.audits.first(where: { $0.shards == filled }) {
      return known.result.map { sendAudited($0) } ?? ()
    }
    stepping.audits.append(Stepping.AuditTask(shards: filled))
    training.activity = .stepping(stepping)
    state = .training(training)
    emit(.compute(ComputeTask(step: stepping.step, attempt: stepping.attempt, shards: filled, isAudit: true)))
  }

  mutating func computedAgain(_ computed: Computed) {
    guard case .training(var training) = state, case .stepping(var stepping) = training.activity,
      computed.step == stepping.step, computed.attempt == stepping.attempt,
      let place = stepping.audits.firstIndex(where: { $0.covers(computed, of: training.plan) })
    else { return }
    stepping.audits[place].result = computed
    training.activity = .stepping(stepping)
    state = .training(training)
    sendAudited(computed)
  }

  /// Gives the shell leave to go on by itself, as far as that is right.
  mutating func allowingAhead(_ training: Training) -> Training {
    guard training.holdsAllShards, training.aheadLimit > training.allowedAhead else { return training }
    var training = training
    training.allowedAhead = training.aheadLimit
    emit(.allowAhead(through: training.allowedAhead))
    return training
  }
}

extension Stepping.AuditTask {
  fileprivate func covers(_ computed: Computed, of plan: TrainingPlan) -> Bool {
    let tree = plan.tree(ofStep: computed.step)
    guard result == nil, computed.nodes.allSatisfy(tree.contains) else { return false }
    return RangeSet(computed.nodes.map(tree.leaves)) == RangeSet(shards)
  }
}

extension TrainingPlan {
  /// Whether a deal's ranges are ranges of this run.
  func allows(_ deal: Deal) -> Bool { allows(shards: deal.shards, evaluation: deal.evaluation) }

  func allows(_ assist: Assist) -> Bool { allows(shards: assist.shards, evaluation: assist.evaluation) }

  private func allows(shards: [Range<Int>], evaluation: [Range<Int>]) -> Bool {
    shards.allSatisfy { (0..<batches.shards).contains($0) }
      && evaluation.allSatisfy { (0..<evaluationShards).contains($0) }
  }
}

extension Range {
  fileprivate func contains(_ other: Range) -> Bool { clamped(to: other) == other }
}
