import Wire

/// Decides everything about a run: who belongs to it, who computes what, what is committed, when it ends.
///
/// A value without clock, socket, file or float payload: events in, directives out, the same for the same events. `now` is the time since the process
/// started, and never goes backwards.
package struct CoordinatorMachine: Sendable {
  /// Term and life change when they are raised.
  package internal(set) var plan: CoordinatorPlan
  /// Frames that were dropped.
  package internal(set) var counters = FrameCounters()
  /// The last committed step; 0 before the first.
  package internal(set) var committed: Int
  /// The step that this life began with: averages of earlier ones are not kept.
  var origin: Int
  /// The last step that the coordinator's own replica holds.
  package internal(set) var applied: Int

  var phase: CoordinatorPhase = .gathering
  /// Whether this life has begun to train, once.
  var hasStarted = false
  /// In the order of joining.
  var members: [Member] = []
  /// The coordinator's own, once they are known.
  var digests: Digests?
  /// Counts the changes of membership after the start.
  var view: UInt64 = 0
  var training: StepFigures?
  /// The last evaluations, oldest first.
  var validations: [StepFigures]
  /// Who computes what of the step or evaluation at hand.
  var assignments: [Assignment] = []
  /// The step from which the standing deal is in force.
  var dealtStep = 0
  /// When it was made.
  var dealtAt: Duration = .zero
  /// To how many members it was made.
  var dealtTo = 0
  /// Steps of the window that were passed over.
  var skipped: [Int] = []
  /// A member that fell behind again and again, for which the next commit waits.
  var heldUp: HeldUp?
  /// Since when the run waits for workers, until that is told.
  var untoldWait: Duration?
  /// Incarnations that were members once.
  var fenced: [UInt64] = []
  /// Names of members whose numbers were wrong: nobody comes back by them.
  var barred: Set<String> = []
  /// Names of workers that a person sent away, until they are admitted again.
  var drained: Set<String> = []
  /// Answers to processes that do not know yet that they are fenced.
  var fencedAnswers: [(header: FrameHeader, peer: PeerID)] = []
  var localWorkers: [String: LocalWorker] = [:]
  /// How often a person or the system asked for the end.
  var stopsAsked = 0
  var saving: Saving
  var takeOver: TakeOver
  /// Before the start: since when enough members are ready.
  var enoughSince: Duration?
  /// Heard of since the last event.
  var rival: Rival?
  /// Moving average of how long a step takes.
  var expectedStep: Duration = .zero
  var stallGuard = StallGuard()
  var nextHeartbeat: Duration = .zero
  var nextDropReport: Duration
  /// Frames of another protocol version are answered once a second at most.
  var nextVersionAnswer: Duration = .zero
  /// When a name's refusal was last reported: a worker that tries again and again does not fill the log.
  var refusals: [String: Duration] = [:]
  private var directives: [CoordinatorDirective] = []

  package init(plan: CoordinatorPlan) {
    self.plan = plan
    committed = plan.firstStep
    applied = plan.firstStep
    origin = plan.firstStep
    validations = plan.lastValidation.map { [$0] } ?? []
    saving = Saving(saved: plan.firstStep)
    takeOver = TakeOver(awaited: plan.lineage)
    self.nextDropReport = plan.times.dropReports
  }

  package mutating func handle(_ event: CoordinatorEvent, at now: Duration) -> [CoordinatorDirective] {
    guard phase != .finished else { return [] }
    directives = []
    absorbStall(at: now)
    if takeOver.deadline == nil { takeOver.deadline = now + plan.times.rejoinGrace }
    answerFenced()
    meetRival(at: now)
    react(to: event, at: now)
    return directives
  }

  /// The next moment at which a `tick` is of use; nil when the regular ones are enough.
  package func nextDeadline(after now: Duration) -> Duration? {
    let deaths = members.lazy.map { [dead = plan.times.dead] member in member.heard + dead }
    return [nextLateness, nextAuditLateness, heldUp?.until, deaths.min()].compactMap { $0 }.filter { $0 > now }.min()
  }

  var validation: StepFigures? { validations.last }

  mutating func emit(_ directive: CoordinatorDirective) {
    directives.append(directive)
  }

  mutating func report(_ report: CoordinatorReport) {
    directives.append(.report(report))
  }

  private mutating func react(to event: CoordinatorEvent, at now: Duration) {
    switch event {
    case .prepared(let digests): ownReplicaPrepared(digests, at: now)
    case .preparationFailed(let message, let exitCode): finish(.failed(exitCode: exitCode), message, at: now)
    case .received(let peer, let header, let message): received(message, header, from: peer, at: now)
    case .nodeStaged(_, let header, let digest): nodeStaged(header, digest: digest, at: now)
    case .auditedNodeStaged(_, let header, let digest): auditedNodeStaged(header, digest: digest, at: now)
    case .spoiled(let peer, _, let reason): counters.count(.spoiledBody(reason), from: peer.address)
    case .malformed(let peer, let reason, let version): malformed(reason, version: version, from: peer, at: now)
    case .reduced(let step, let attempt, let finite, let figures):
      reduced(step: step, attempt: attempt, finite: finite, figures, at: now)
    case .applied(let step): applied = max(applied, step)
    case .peerUnreachable(let peer): unreachable(peer, at: now)
    case .localWorkerExited(let name, let exitCode, let lastWords):
      localWorkerExited(name, exitCode: exitCode, lastWords: lastWords, at: now)
    case .checkpointed(let step, let failure): checkpointed(step: step, failure: failure, at: now)
    case .checkpointRequested: requestCheckpoint(at: now)
    case .badNodeStaged(_, let header, let digest): badNodeStaged(header, digest: digest, at: now)
    case .snapshotChunkStaged(_, let header, let received): snapshotChunkStaged(header, received: received, at: now)
    case .replicaFetched(let step, let incarnation, let digest):
      replicaFetched(step: step, from: incarnation, digest: digest, at: now)
    case .digested(let step, let evaluated, let digest):
      compareThoseAhead(step: step, evaluated: evaluated, digest: digest, at: now)
    case .replicaCopied(let step, let digest): replicaCopied(step: step, digest: digest, at: now)
    case .dataNotRead(let file, let reason, let incarnation):
      dataNotRead(file, reason: reason, by: incarnation, at: now)
    case .wentBack(let place): wentBack(to: place, at: now)
    case .termRaised(let term, let life): termRaised(term: term, life: life, at: now)
    case .keysChanged(let kept): loseMembers(without: kept, at: now)
    case .stopRequested: stopRequested(at: now)
    case .tick: tick(at: now)
    }
    finishWhenAllLeft(at: now)
  }

  /// The most characters of a worker's own words that go into a message.
  static let reasonLimit = 2_000

  private mutating func received(_ message: Message, _ header: FrameHeader, from peer: PeerID, at now: Duration) {
    if case .ask(let ask) = message { return received(ask, header, from: peer, at: now) }
    if case .hello(let hello) = message { return received(hello, header, from: peer, at: now) }
    guard let index = index(of: header.incarnation) else { return }
    switch message {
    case .ready(let ready): received(ready, from: index, at: now)
    case .heartbeat(let heartbeat): self.heartbeat(header, heartbeat, over: peer, from: index, at: now)
    case .evaluated(let evaluated): received(evaluated, header, from: index, at: now)
    case .leave(let leave): left(index, reason: leave.reason.printable(Self.reasonLimit), at: now)
    case .failed(let failed): lost(index, because: failed.reason.printable(Self.reasonLimit), at: now)
    case .missing: repeatAverages(fromMissing: header.step, for: index, at: now)
    case .held(let held): received(held, header, from: index, at: now)
    case .snapshotReceived(let received): self.received(received, header, from: index, at: now)
    case .snapshotState(let state): self.received(state, header)
    case .wantData(let wanted): received(wanted, from: index)
    case .progress, .hello, .welcome, .refused, .deal, .committed, .evaluationCommitted, .finished, .assist, .fetch,
      .compare, .ask, .answer:
      break
    }
  }
}
