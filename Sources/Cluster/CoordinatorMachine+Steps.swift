import Reduction
import Wire

extension CoordinatorMachine {
  /// Deals shards to all members and begins where the replicas are.
  mutating func start(at now: Duration) {
    saving.savedAt = now
    hasStarted = true
    if committed >= plan.training.totalSteps, !isEvaluationDue(after: committed) { return endRun(at: now) }
    for index in members.indices { members[index].heldAt = now }
    phase = .running(runningStep(committed + 1, at: now))
    dealAnew(able(fromStep: committed + 1, at: now), fromStep: committed + 1, at: now)
    openAudit()
    report(.started(dealtWorkers))
    if isEvaluationDue(after: committed) { beginEvaluation(after: committed, at: now) } else { assign(at: now) }
    save(at: now)
  }

  private func runningStep(_ step: Int, at now: Duration) -> RunningStep {
    let step = min(step, max(1, plan.training.totalSteps))
    return RunningStep(step: step, attempt: 0, began: now, staged: NodeSet(plan.training.tree(ofStep: step)))
  }

  private mutating func begin(step: Int, at now: Duration) {
    guard step <= plan.training.totalSteps else { return endRun(at: now) }
    phase = .running(runningStep(step, at: now))
    openAudit()
    assign(at: now)
    if members.count(where: \.isInside) < plan.minWorkers { waitForWorkers(at: now) }
  }

  mutating func nodeStaged(_ header: FrameHeader, digest: UInt64?, at now: Duration) {
    guard var running = phase.step, header.step == UInt64(running.step), header.attempt == UInt32(running.attempt),
      running.staged.tree.contains(header.node), running.staged.insert(header.node)
    else { return }
    if running.staged.tree.lifted(header.node) == running.staged.tree.root { running.rootHolder = header.incarnation }
    put(running)
    noteResult(from: header.incarnation)
    noteArrival(from: header.incarnation, at: now)
    noteForAudit(header, digest: digest, at: now)
    if !running.bad.isEmpty { judgeBadNodes(at: now) }
    reduceIfComplete(at: now)
  }

  mutating func put(_ running: RunningStep) {
    if case .waiting = phase { phase = .waiting(.step(running)) } else { phase = .running(running) }
  }

  mutating func reduceIfComplete(at now: Duration) {
    guard case .running(var running) = phase, running.staged.isComplete, !running.isReducing, heldUp == nil,
      !awaitsAudit(running)
    else { return }
    running.isReducing = true
    phase = .running(running)
    emit(.reduce(step: running.step, attempt: running.attempt))
  }

  mutating func reduced(step: Int, attempt: Int, finite: Bool, _ figures: Figures, at now: Duration) {
    guard case .running(let running) = phase, running.isReducing, (step, attempt) == (running.step, running.attempt)
    else { return }
    // Every node was finite: the sum went beyond what a Float holds, for everybody alike.
    guard finite else { return notFinite(running, shards: 0..<running.staged.tree.leaves, at: now) }
    committed = step
    training = StepFigures(step: step, figures: figures)
    expectedStep = expectedStep == .zero ? now - running.began : (expectedStep * 3 + (now - running.began)) / 4
    judgeLateness(step: step)
    if !isEvaluationDue(after: step) { noteCheckpointDue(at: now) }
    sendOut(running, at: now)
    report(.committed(StepFigures(step: step, figures: figures)))
    meetThoseAhead()
    goOn(after: step, at: now)
  }

  /// The average to those that need it, the news of the commit to the one that holds the root.
  private mutating func sendOut(_ running: RunningStep, at now: Duration) {
    var recipients: [PeerID] = []
    for index in members.indices where members[index].incarnation != running.rootHolder {
      guard let peer = members[index].bulkPeer, gets(running.step, members[index]) else { continue }
      members[index].sent = running.step
      recipients.append(peer)
    }
    let header = FrameHeader(
      kind: .average, run: plan.run, term: plan.term, life: plan.life, step: UInt64(running.step),
      attempt: UInt32(running.attempt), flags: saving.isNext ? .compare : [])
    // First, because averaging and updating take time, and it may wait for the news to go on.
    if let holder = running.rootHolder.flatMap(index(of:)) {
      members[holder].sent = running.step
      // The root of an audited step counts for its holder when the news has reached it.
      if running.audit == nil { members[holder].held = running.step }
      let news = Committed(compare: saving.isNext ? true : nil)
      send(.committed(news), to: members[holder], step: running.step, attempt: running.attempt)
    }
    emit(
      .commit(
        Commit(
          step: running.step, attempt: running.attempt,
          samples: plan.training.batches.samples(inStep: running.step), recipients: recipients, header: header)))
    for index in members.indices { helpUp(index, at: now) }
  }

  /// Whether the average of the step that was just committed goes to a member at once.
  private func gets(_ step: Int, _ member: Member) -> Bool {
    member.isInside && !member.isUnreachable && member.sent == step - 1 && step - member.held <= plan.averagesUnderWay
  }

  mutating func goOn(after step: Int, at now: Duration) {
    for index in members.indices { members[index].progress = now }
    if isEvaluationDue(after: step) {
      dealIfUseful(fromStep: step + 1, at: now)
      return beginEvaluation(after: step, at: now)
    }
    if step < plan.training.totalSteps { dealIfUseful(fromStep: step + 1, at: now) }
    save(at: now)
    begin(step: step + 1, at: now)
  }

  /// A heartbeat on bulk comes after everything that was sent there before: nodes of its step that are not here were lost.
  mutating func heartbeat(
    _ header: FrameHeader, _ heartbeat: Heartbeat, over peer: PeerID, from index: Int, at now: Duration
  ) {
    if let applied = Int(exactly: heartbeat.appliedStep), members[index].isInside, applied <= committed {
      members[index].hold(applied, at: now)
      helpUp(index, at: now)
      letGoOn(index, at: now)
      resumeIfEnough(at: now)
    }
    guard peer == members[index].bulkPeer else { return repeatOrders(to: index, header, at: now) }
    guard case .running(let running) = phase, header.step == UInt64(running.step),
      header.attempt == UInt32(running.attempt), owesNodes(members[index])
    else { return }
    send(.missing(Missing()), to: members[index], step: running.step, attempt: running.attempt)
  }

  private func owesNodes(_ member: Member) -> Bool {
    assignments.contains { $0.incarnation == member.incarnation && !$0.isDone }
  }

  /// What a heartbeat shows not to have arrived.
  private mutating func repeatOrders(to index: Int, _ header: FrameHeader, at now: Duration) {
    let part = members[index].part
    if members[index].isInside, part.view > header.view, now - part.dealtAt >= plan.times.heartbeat {
      sendDeal(to: index, at: now)
    }
    repeatAssists(to: members[index].incarnation, at: now)
    repeatAudit(to: members[index].incarnation, at: now)
  }
}
