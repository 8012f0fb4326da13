import Cluster
import Reduction
import Wire

extension SimulatedCluster {
  /// Gives a worker an event and does what it says.
  func give(_ event: WorkerEvent, to worker: SimulatedWorker) {
    guard worker.isRunning else { return }
    if worker.isPaused { return worker.mailbox.append { self.give(event, to: worker) } }
    let before = worker.machine.stage
    let directives = worker.machine.handle(event, at: now)
    coverage.note(event, before, worker.machine.stage)
    for directive in directives {
      coverage.note(directive)
      carryOut(directive, for: worker)
    }
  }

  private func carryOut(_ directive: WorkerDirective, for worker: SimulatedWorker) {
    switch directive {
    case .openSockets(let session): openSockets(session, of: worker)
    case .send(let message, let header, let channel): send(.message(message), header, over: channel, from: worker)
    case .prepare(let run, _): add(.prepare(run, again: false), to: worker)
    case .prepareAgain(let run): add(.prepare(run, again: true), to: worker)
    case .compute(let task): add(.compute(task), to: worker)
    case .allowAhead(let step): worker.allowedAhead = step
    case .sendNodes(let step, let nodes, let header): sendNodes(nodes, of: step, header, from: worker)
    case .applyRoot(let step, _, _):
      let root = worker.results[step]?[settings.plan.tree(ofStep: step).root]
      add(.applyRoot(step: step, root), to: worker)
    case .applyAverage(let step, _): add(.applyAverage(step: step), to: worker)
    case .release(let step):
      worker.results = worker.results.filter { $0.key > step }
      worker.audits = worker.audits.filter { $0.key > step }
    case .evaluate(let step, let shards): add(.evaluate(step: step, shards: shards), to: worker)
    case .cancel(let step): cancel(throughStep: step, at: worker)
    case .skipStep(let step): add(.skip(step: step), to: worker)
    case .expectSnapshot(let step, let state): worker.expect(step, state)
    case .applySnapshot(let step, let state): add(.applySnapshot(step: step, digest: state.digest), to: worker)
    case .sendSnapshot(let step, let header): sendReplica(step, header, from: worker)
    case .continueSnapshot(let received): sendOn(received, from: worker)
    case .digestReplica: add(.digest, to: worker)
    case .evaluationCommitted(let figures): add(.takeEvaluation(figures), to: worker)
    case .leaveRun:
      worker.runs += 1
      worker.forgetRun()
    case .report(let report):
      trace.add(at: now) { "\(worker.settings.name)  says: \(report)" }
      workerReports[worker.index].append(report)
    case .finish(let outcome):
      trace.add(at: now) { "\(worker.settings.name)  ends with code \(outcome.exitCode): \(outcome.message)" }
      worker.outcome = outcome
      checkEnd(outcome, of: worker)
    }
  }

  private func openSockets(_ session: UInt64, of worker: SimulatedWorker) {
    trace.add(at: now) { "\(worker.settings.name)  opens sockets, session \(session)" }
    worker.session = session
    worker.sequences = [:]
    after(.microseconds(300)) { self.give(.socketsOpen(session: session), to: worker) }
  }

  private func send(
    _ payload: SimulatedFrame.Payload, _ header: FrameHeader, over channel: Channel, from worker: SimulatedWorker
  ) {
    var header = header
    worker.sequences[channel, default: 0] += 1
    header.sequence = worker.sequences[channel, default: 0]
    let socket = SimulatedSocket(
      worker: worker.index, life: worker.life, session: worker.session, channel: channel)
    transmit(SimulatedFrame(header: header, payload: payload), on: socket, toCoordinator: true)
  }

  private func sendReplica(_ step: Int, _ header: FrameHeader, from worker: SimulatedWorker) {
    guard worker.step == step else { return }
    send(
      .message(.snapshotState(worker.replica.state(reference))), header.of(.snapshotState), over: .bulk, from: worker)
    worker.outgoing = SimulatedOutgoing(worker.replica.frames(header), to: nil)
    sendOn(0, from: worker)
  }

  private func sendOn(_ received: Int, from worker: SimulatedWorker) {
    guard let frames = worker.outgoing?.take(received: received) else { return }
    for frame in frames { send(frame.payload, frame.header, over: .bulk, from: worker) }
  }

  private func sendNodes(_ nodes: [TreeNode], of step: Int, _ header: FrameHeader, from worker: SimulatedWorker) {
    for node in nodes {
      guard let vector = (header.kind == .audited ? worker.audits : worker.results)[step]?[node] else {
        problems.append("\(worker.settings.name): node \(node) of step \(step) is not kept")
        continue
      }
      var header = header
      (header.nodeLevel, header.nodeIndex) = (UInt16(node.level), UInt32(node.index))
      for frame in SimulatedVector.frames(vector, header: header, settings.plan.vector) {
        send(frame.payload, frame.header, over: .bulk, from: worker)
      }
    }
  }

  /// A frame arrives at one of a worker's sockets.
  func arrive(_ frame: SimulatedFrame, on socket: SimulatedSocket) {
    let worker = workers[socket.worker]
    guard worker.isRunning, worker.life == socket.life, worker.session == socket.session else { return }
    if worker.isPaused { return worker.mailbox.append { self.arrive(frame, on: socket) } }
    guard worker.machine.admit(frame.header, over: socket.channel, at: now) == .accept else { return }
    if frame.isSpoiled {
      return give(.spoiled(over: socket.channel, frame.header, reason: "body_checksum"), to: worker)
    }
    switch frame.payload {
    case .message(let message): give(.received(over: socket.channel, frame.header, message), to: worker)
    case .numbers(let numbers): stage(numbers, frame.header, at: worker)
    }
  }

  private func stage(_ numbers: ArraySlice<Int64>, _ header: FrameHeader, at worker: SimulatedWorker) {
    if header.kind == .snapshot {
      worker.snapshot?.add(header, numbers)
      return give(.snapshotChunkStaged(header, received: worker.snapshot?.received ?? 0), to: worker)
    }
    if header.kind == .data { return keepPiece(header, at: worker) }
    let step = Int(header.step)
    guard let vector = worker.staging[step, default: SimulatedStaging()].add(header, numbers) else { return }
    worker.staging[step] = nil
    worker.averages[step] = vector
    give(.averageStaged(header), to: worker)
  }

  func take(_ figures: StepFigures, at worker: SimulatedWorker) {
    worker.evaluations.append(figures)
    worker.lastEvaluated = figures.step
    if !isTainted, !worker.isTainted, reference.evaluations[figures.step] != figures.figures {
      problems.append("\(worker.settings.name): evaluation after step \(figures.step) is \(figures.figures)")
    }
  }
}

extension SimulatedWorker {
  func expect(_ step: Int, _ state: SnapshotState) {
    // The numbers of a step are the same whenever it is copied; an evaluation may have come since.
    if snapshot?.step == step {
      snapshot?.state = state
    } else {
      snapshot = SimulatedSnapshot(step: step, state: state)
    }
  }
}

extension FrameHeader {
  /// The same header for a frame of another kind.
  func of(_ kind: Kind) -> FrameHeader {
    var header = self
    header.kindCode = kind.rawValue
    return header
  }
}
