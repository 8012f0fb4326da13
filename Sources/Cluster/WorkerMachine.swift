import Wire

/// Decides what a worker does: joins, prepares, computes, applies, evaluates, comes back, leaves.
///
/// A value without clock, socket, file or float payload, as `CoordinatorMachine`.
package struct WorkerMachine: Sendable {
  package let identity: WorkerIdentity
  /// Frames that were dropped.
  package internal(set) var counters = FrameCounters()

  var state: WorkerState = .idle
  /// The run's, once welcome; a shell ticks by them.
  package internal(set) var times = ClusterTimes()
  var session: UInt64 = 0
  var control = Link(heard: .zero)
  var bulk = Link(heard: .zero)
  /// When anything was last heard over any sockets; new sockets do not move it.
  var lastContact: Duration = .zero
  /// Silence in the middle of a run was reported.
  var isCoordinatorSilent = false
  var stallGuard = StallGuard()
  var nextHeartbeat: Duration = .zero
  var nextProgress: Duration = .zero
  /// A replica that is on its way here.
  var incoming: IncomingSnapshot?
  /// Data files that are on their way here.
  var delivery: DataDelivery?
  /// The step of the last evaluation that the replica knows.
  var lastEvaluated: Int?
  /// Averages came while an evaluation had no result yet.
  var missedAverages = false
  var heldDigest: HeldDigest?
  /// What was said last for a checkpoint.
  var compared: HeldDigest?
  /// A digest that is wanted of a replica that this one will be.
  var question: Training.Comparing?
  /// The step whose digest the shell was asked for.
  var digestAskedAt: Int?
  /// How often this process was told that it was fenced.
  var fencings = Fencings()
  var nextDropReport: Duration
  private var directives: [WorkerDirective] = []

  package init(identity: WorkerIdentity) {
    self.identity = identity
    self.nextDropReport = times.dropReports
  }

  /// 64 random bits: this process's own until it is told that they are fenced, then others that follow from them.
  package var incarnation: UInt64 { fencings.incarnation(of: identity) }

  /// The last step whose weights the replica holds; 0 outside a run.
  package var applied: Int {
    guard case .training(let training) = state else { return 0 }
    return training.applied
  }

  package var isMember: Bool { state.membership != nil }

  /// No coordinator is known, or it is not heard.
  package var isLookingForCoordinator: Bool { state.membership == nil || isCoordinatorSilent }

  package mutating func handle(_ event: WorkerEvent, at now: Duration) -> [WorkerDirective] {
    guard state != .finished else { return [] }
    directives = []
    absorbStall(at: now)
    react(to: event, at: now)
    return directives
  }

  /// The next moment at which a `tick` is of use; nil when the regular ones are enough.
  package func nextDeadline(after now: Duration) -> Duration? {
    let deadline = heard + times.dead
    return deadline > now ? deadline : nil
  }

  mutating func emit(_ directive: WorkerDirective) {
    directives.append(directive)
  }

  mutating func report(_ report: WorkerReport) {
    directives.append(.report(report))
  }

  private mutating func react(to event: WorkerEvent, at now: Duration) {
    switch event {
    case .started: wait(at: now)
    case .socketsOpen(let opened): if opened == session { greet(at: now) }
    case .received(let channel, let header, let message): received(message, header, over: channel, at: now)
    case .averageStaged(let header): averageStaged(header, at: now)
    case .spoiled(_, _, let reason): counters.count(.spoiledBody(reason), from: "coordinator")
    case .malformed(_, let reason, let version): malformed(reason, version: version)
    case .dataMissing(let run, let missing): lacksData(run, missing)
    case .dataStaged(let header): dataStaged(header)
    case .prepared(let run, let digests, let plan, let lanes): prepared(run, digests, plan, lanes: lanes, at: now)
    case .preparationFailed(let run, let message, let exitCode):
      preparationFailed(run, message: message, exitCode: exitCode)
    case .computed(let computed): self.computed(computed, at: now)
    case .progressed(let shard, let layer): progressed(shard: shard, layer: layer, at: now)
    case .hanging(let still): hang(for: still)
    case .applied(let step): settled(step)
    case .snapshotChunkStaged(let header, let received): snapshotChunkStaged(header, received: received)
    case .snapshotApplied(let step): snapshotApplied(step: step, at: now)
    case .snapshotFailed(let step, let reason): snapshotFailed(step: step, reason: reason)
    case .digested(let step, let digest): digested(step: step, digest: digest)
    case .evaluated(let step, let shards): evaluated(step: step, shards, at: now)
    case .keysChanged: openSocketsForKeys(at: now)
    case .stopRequested: stop()
    case .tick: tick(at: now)
    }
  }

  private mutating func received(_ message: Message, _ header: FrameHeader, over channel: Channel, at now: Duration) {
    switch message {
    case .welcome(let welcome): received(welcome, header, at: now)
    case .refused(let refusal): received(refusal.printable, at: now)
    case .deal(let deal): received(deal, at: now)
    case .heartbeat: heartbeat(header, over: channel, at: now)
    case .committed(let committed): received(committed, header, at: now)
    case .evaluationCommitted(let result): received(result, header, at: now)
    case .missing: repeatNodes(header)
    case .finished(let finished): received(finished.printable, at: now)
    case .assist(let assist): received(assist, header, at: now)
    case .snapshotState(let snapshot): received(snapshot, header)
    case .snapshotReceived(let received): emit(.continueSnapshot(received: received.chunks))
    case .fetch: received(fetchOf: header)
    case .compare(let compare): received(compare, header)
    case .hello, .ready, .evaluated, .leave, .progress, .failed, .held, .wantData, .ask, .answer: break
    }
  }
}
