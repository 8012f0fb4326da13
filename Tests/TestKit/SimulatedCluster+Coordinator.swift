import Cluster
import Reduction
import Wire

extension SimulatedCluster {
  /// Gives the coordinator an event and does what it says.
  func give(_ event: CoordinatorEvent) {
    guard coordinator.isRunning else { return }
    if coordinator.isPaused { return coordinator.mailbox.append { self.give(event) } }
    let before = coordinator.machine.stage
    let directives = coordinator.machine.handle(event, at: now)
    coverage.note(event, before, coordinator.machine.stage)
    for directive in directives {
      coverage.note(directive)
      carryOut(directive)
    }
    checkMembers()
    planWake()
  }

  /// A tick at the machine's next deadline.
  private func planWake() {
    guard let next = coordinator.machine.nextDeadline(after: now), next < coordinator.wake ?? .seconds(1_000_000) else {
      return
    }
    let coordinator = coordinator
    coordinator.wake = next
    queue.add(at: next) {
      guard self.coordinator === coordinator else { return }
      coordinator.wake = nil
      self.give(.tick)
    }
  }

  private func carryOut(_ directive: CoordinatorDirective) {
    switch directive {
    case .send(let message, let header, let peer):
      if case .deal(let deal) = message { checkDeal(deal, to: peer) }
      send(.message(message), header, to: peer)
    case .reduce(let step, let attempt): reduceLater(step: step, attempt: attempt)
    case .commit(let commit): carryOut(commit)
    case .repeatAverage(let step, let peer):
      trace.add(at: now) { "coordinator  repeats the average of step \(step) for \(name(peer))" }
      sendAverage(step, to: peer)
    case .discard(let step, _):
      trace.add(at: now) { "coordinator  discards step \(step)" }
      coordinator.nodes = [:]
    case .forget(let incarnation):
      coordinator.staging = coordinator.staging.filter { $0.key.incarnation != incarnation }
      coordinator.outgoing[incarnation] = nil
    case .evaluationCommitted(let figures): takeEvaluation(figures)
    case .sendSnapshot(let step, let recipient): sendSnapshot(step, to: recipient)
    case .sendData(let file, let pieces, let recipient): sendData(file, pieces, to: recipient)
    case .continueSnapshot(let incarnation, let received): sendOn(received, to: incarnation)
    case .startLocalWorker(let name, let delay): startLocalWorker(name, after: delay)
    case .copyReplica(let checkpoint): copy(checkpoint)
    case .writeCheckpoint(let checkpoint): write(checkpoint)
    case .dropCheckpoint: coordinator.checkpoint = nil
    case .goBack: goBack()
    case .keepLineage(let lineage): disk.lineage = lineage
    case .fetchReplica(let step, let incarnation):
      if coordinator.incoming?.step != step || coordinator.fetchedFrom != incarnation { coordinator.incoming = nil }
      coordinator.fetchedFrom = incarnation
    case .adoptReplica(let step): adoptReplica(step)
    case .digestReplica(let step, let evaluated):
      let digest = coordinator.replica.digest
      let coordinator = coordinator
      after(.microseconds(200)) {
        if self.coordinator === coordinator {
          self.give(.digested(step: step, evaluated: evaluated, digest: digest))
        }
      }
    case .raiseTerm(let term):
      disk.term = max(disk.term, term)
      let (coordinator, life) = (coordinator, nextLife())
      after(.milliseconds(1)) {
        if self.coordinator === coordinator { self.give(.termRaised(term: term, life: life)) }
      }
    case .audit(let audit): coordinator.audit = audit
    case .report(let report):
      trace.add(at: now) { "coordinator  says: \(report)" }
      coordinatorReports.append(report)
      checkCalm(report)
      checkLost(report)
      if case .started = report { checkNothingLost() }
      if case .badWorker(let name, let reason) = report { checkBlame(name, reason) }
    case .finish(let outcome):
      trace.add(at: now) { "coordinator  ends with code \(outcome.exitCode): \(outcome.message)" }
      (coordinator.outcome, coordinator.finishedAt) = (outcome, now)
    }
  }

  private func skip(_ commit: Commit) {
    coordinator.nodes = [:]
    coordinator.step += 1
    check(coordinator.weights, at: coordinator.step, of: "coordinator", isTainted: isTainted)
    let coordinator = coordinator
    after(.microseconds(50)) {
      if self.coordinator === coordinator { self.give(.applied(step: commit.step)) }
    }
  }

  private func carryOut(_ commit: Commit) {
    checkCommit(commit)
    guard !commit.isSkipped else { return skip(commit) }
    let root = coordinator.nodes.values.reduce([Int64](repeating: 0, count: ToyModel.vectorLength), ToyModel.sum)
    coordinator.roots[commit.step] = root
    coordinator.nodes = [:]
    trace.mix(UInt64(commit.step), UInt64(bitPattern: root[0]))
    trace.add(at: now) {
      "coordinator  commits step \(commit.step), averages to \(commit.recipients.isEmpty ? "nobody" : commit.recipients.map { name($0) }.joined(separator: ", "))"
    }
    coordinator.averageHeaders[commit.step] = commit.header
    for peer in commit.recipients { sendAverage(commit.step, to: peer) }
    let old = commit.step - machineWindow
    coordinator.roots[old] = nil
    coordinator.averageHeaders[old] = nil
    let coordinator = coordinator
    coordinator.weights = ToyModel.updated(coordinator.weights, by: root)
    coordinator.step += 1
    check(coordinator.weights, at: coordinator.step, of: "coordinator", isTainted: isTainted)
    after(.microseconds(50)) {
      if self.coordinator === coordinator { self.give(.applied(step: commit.step)) }
    }
  }

  private func sendAverage(_ step: Int, to peer: PeerID) {
    guard let root = coordinator.roots[step], let header = coordinator.averageHeaders[step] else {
      return problems.append("average of step \(step) is not kept")
    }
    for frame in SimulatedVector.frames(root, header: header, settings.plan.vector) {
      send(frame.payload, frame.header, to: peer)
    }
  }

  private func reduceLater(step: Int, attempt: Int) {
    let coordinator = coordinator
    after(.microseconds(100)) {
      guard self.coordinator === coordinator, coordinator.isRunning, !coordinator.nodes.isEmpty else { return }
      self.reduce(step: step, attempt: attempt)
    }
  }

  private func reduce(step: Int, attempt: Int) {
    let root = coordinator.nodes.values.reduce([Int64](repeating: 0, count: ToyModel.vectorLength), ToyModel.sum)
    checkRoot(root, step: step)
    give(.reduced(step: step, attempt: attempt, finite: true, ToyModel.figures(root)))
  }

  func send(_ payload: SimulatedFrame.Payload, _ header: FrameHeader, to peer: PeerID) {
    var header = header
    coordinator.sequences[peer, default: 0] += 1
    header.sequence = coordinator.sequences[peer, default: 0]
    guard let socket = socket(of: peer), workers[socket.worker].isRunning,
      workers[socket.worker].life == socket.life, workers[socket.worker].session == socket.session
    else { return after(.milliseconds(1)) { self.give(.peerUnreachable(peer)) } }
    transmit(SimulatedFrame(header: header, payload: payload), on: socket, toCoordinator: false)
  }

  /// A frame arrives at the coordinator's port: the order of checks is that of a service.
  func arrive(_ frame: SimulatedFrame, from peer: PeerID) {
    guard coordinator.isRunning else { return }
    if coordinator.isPaused { return coordinator.mailbox.append { self.arrive(frame, from: peer) } }
    guard coordinator.machine.admit(frame.header, from: peer, at: now) == .accept else { return }
    if frame.isSpoiled { return give(.spoiled(from: peer, frame.header, reason: "body_checksum")) }
    switch frame.payload {
    case .message(let message):
      if case .snapshotState(let state) = message { expectReplica(state, frame.header) }
      give(.received(from: peer, frame.header, message))
    case .numbers(let numbers): stage(numbers, frame.header, from: peer)
    }
  }

  private func stage(_ numbers: ArraySlice<Int64>, _ header: FrameHeader, from peer: PeerID) {
    if header.kind == .snapshot { return stageReplica(numbers, header, from: peer) }
    checkAttempt(header)
    let node = TreeNode(level: Int(header.nodeLevel), index: Int(header.nodeIndex))
    let key = SimulatedCoordinator.Staged(
      kind: header.kindCode, incarnation: header.incarnation, step: header.step, attempt: header.attempt, node: node)
    guard let vector = coordinator.staging[key, default: SimulatedStaging()].add(header, numbers) else { return }
    coordinator.staging[key] = nil
    guard header.kind == .node else {
      return give(.auditedNodeStaged(from: peer, header, digest: ToyModel.digest(vector)))
    }
    guard !header.flags.contains(.notFinite) else {
      give(.badNodeStaged(from: peer, header, digest: ToyModel.digest(vector)))
      return checkDiverged(key)
    }
    coordinator.add(node, vector, tree: settings.plan.tree(ofStep: Int(header.step)))
    let isAudited = coordinator.audit.map { $0.step == Int(header.step) } ?? false
    give(.nodeStaged(from: peer, header, digest: isAudited ? ToyModel.digest(vector) : nil))
  }
}
