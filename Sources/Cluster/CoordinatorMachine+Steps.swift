import Reduction
import Wire

extension CoordinatorMachine {
  /// Deals shards to all members and begins with the first step.
  mutating func start(at now: Duration) {
    view = 1
    let lanes = members.map { $0.lanes ?? 1 }
    let shards = ShardDeal.ranges(of: ShardTree(leaves: plan.training.batches.shards), lanes: lanes)
    let evaluation = ShardDeal.proportional(plan.training.evaluationShards, lanes: lanes)
    for index in members.indices {
      (members[index].shards, members[index].evaluation) = (shards[index], evaluation[index])
    }
    begin(step: 1, at: now)
    for member in members { deal(member) }
    report(.started(members.map { DealtWorker(name: $0.info.name, lanes: $0.lanes ?? 1, shards: $0.shards) }))
  }

  mutating func deal(_ member: Member) {
    let deal = Deal(
      view: view, fromStep: 1, attempt: 0, shards: member.shards.isEmpty ? [] : [member.shards],
      evaluation: member.evaluation.isEmpty ? [] : [member.evaluation], members: members.count)
    send(.deal(deal), to: member, step: 1)
  }

  private mutating func begin(step: Int, at now: Duration) {
    guard step <= plan.training.totalSteps else {
      return finish(.done, "run \(plan.welcome.runName) is done: steps \(committed)", at: now)
    }
    let staged = NodeSet(plan.training.tree(ofStep: step))
    phase = .running(RunningStep(step: step, attempt: 0, began: now, staged: staged))
  }

  mutating func nodeStaged(_ header: FrameHeader, at now: Duration) {
    guard case .running(var running) = phase, header.step == UInt64(running.step),
      header.attempt == UInt32(running.attempt), running.staged.tree.contains(header.node)
    else { return }
    guard running.staged.insert(header.node) else { return }
    if running.staged.tree.lifted(header.node) == running.staged.tree.root { running.rootHolder = header.incarnation }
    running.isReducing = running.staged.isComplete
    phase = .running(running)
    if running.isReducing { emit(.reduce(step: running.step, attempt: running.attempt)) }
  }

  mutating func reduced(step: Int, attempt: Int, finite: Bool, _ figures: Figures, at now: Duration) {
    guard case .running(let running) = phase, running.isReducing, (step, attempt) == (running.step, running.attempt)
    else { return }
    guard finite else { return diverge(at: step, now: now) }
    committed = step
    training = StepFigures(step: step, figures: figures)
    expectedStep = expectedStep == .zero ? now - running.began : (expectedStep * 3 + (now - running.began)) / 4
    sendOut(running)
    report(.committed(StepFigures(step: step, figures: figures)))
    goOn(after: step, at: now)
  }

  private mutating func diverge(at step: Int, now: Duration) {
    let last = training.map { "; the last good figures are those of step \($0.step)" } ?? ""
    finish(
      .diverged(step: step),
      "loss or gradients are not finite at step \(step)\(last); try a smaller learning rate or optimizer.clip_norm",
      at: now)
  }

  /// The average to those that need it, the news of the commit to the one that holds the root.
  private mutating func sendOut(_ running: RunningStep) {
    let recipients = members.filter { $0.incarnation != running.rootHolder }.compactMap(\.bulkPeer)
    // First, because averaging and updating take time, and it may wait for the news to go on.
    if let holder = running.rootHolder.flatMap(index(of:)) {
      send(.committed(Committed()), to: members[holder], step: running.step)
    }
    emit(
      .commit(
        Commit(
          step: running.step, attempt: running.attempt,
          samples: plan.training.batches.samples(inStep: running.step), recipients: recipients,
          header: averageHeader(step: running.step, attempt: running.attempt))))
  }

  /// For everybody: without incarnation, session and sequence.
  private func averageHeader(step: Int, attempt: Int) -> FrameHeader {
    FrameHeader(
      kind: .average, run: plan.run, term: plan.term, life: plan.life, step: UInt64(step), attempt: UInt32(attempt))
  }

  mutating func goOn(after step: Int, at now: Duration) {
    for index in members.indices { members[index].progress = now }
    if plan.training.evaluationDue(afterStep: step), validation?.step != step {
      beginEvaluation(after: step, at: now)
    } else {
      begin(step: step + 1, at: now)
    }
  }

  /// Sends an average once more to a member whose chunks were lost.
  mutating func repeatAverage(step: UInt64, for index: Int) {
    guard let step = Int(exactly: step), step >= 1, step <= committed, step > committed - plan.averageWindow,
      let peer = members[index].bulkPeer
    else { return }
    emit(.repeatAverage(step: step, to: peer))
  }

  /// A heartbeat on bulk comes after everything that was sent there before: nodes of its step that are not here were lost.
  mutating func heartbeat(_ header: FrameHeader, over peer: PeerID, from index: Int) {
    guard case .running(let running) = phase, peer == members[index].bulkPeer, header.step == UInt64(running.step),
      header.attempt == UInt32(running.attempt), owes(members[index], running)
    else { return }
    send(.missing(Missing()), to: members[index], step: running.step, attempt: running.attempt)
  }

  /// Whether shards that were dealt to a member are missing from the step.
  func owes(_ member: Member, _ running: RunningStep) -> Bool {
    !running.isReducing && running.staged.missingShards.contains { member.shards.contains($0) }
  }
}
