import Cluster
import Wire

// Whole replicas: snapshots for joiners, checkpoints, and one that is fetched.
extension SimulatedCluster {
  var machineWindow: Int { coordinator.machine.plan.averageWindow }

  func sendSnapshot(_ step: Int, to recipient: Recipient) {
    if coordinator.step != step { problems.append("a snapshot of step \(step) is taken at \(coordinator.step)") }
    let replica = coordinator.replica
    send(.message(.snapshotState(replica.state(reference))), recipient.header.of(.snapshotState), to: recipient.peer)
    let frames = replica.frames(recipient.header)
    coordinator.outgoing[recipient.header.incarnation] = SimulatedOutgoing(frames, to: recipient.peer)
    sendOn(0, to: recipient.header.incarnation)
  }

  func sendOn(_ received: Int, to incarnation: UInt64) {
    guard let peer = coordinator.outgoing[incarnation]?.peer,
      let frames = coordinator.outgoing[incarnation]?.take(received: received)
    else { return }
    for frame in frames { send(frame.payload, frame.header, to: peer) }
  }

  func takeEvaluation(_ figures: StepFigures) {
    coordinator.lastEvaluated = figures.step
    if !isTainted, reference.evaluations[figures.step] != figures.figures {
      problems.append("coordinator: evaluation after step \(figures.step) is \(figures.figures)")
    }
  }

  /// The copy is made at once, its digest takes a while.
  func copy(_ checkpoint: Checkpoint) {
    let (replica, coordinator) = (coordinator.replica, coordinator)
    if replica.step != checkpoint.step { problems.append("checkpoint of \(checkpoint.step) at \(replica.step)") }
    coordinator.checkpoint = replica
    after(.microseconds(200)) {
      guard self.coordinator === coordinator else { return }
      self.give(.replicaCopied(step: replica.step, digest: replica.digest))
    }
  }

  /// The newest checkpoint, or the beginning, under a new term.
  func goBack() {
    let coordinator = coordinator
    trace.add(at: now) { "coordinator  goes back to step \(disk.checkpoint?.step ?? 0)" }
    after(.milliseconds(3)) {
      guard self.coordinator === coordinator, coordinator.isAlive else { return }
      self.disk.term += 1
      self.disk.holdingsSince = self.disk.term
      let replica = self.disk.checkpoint ?? SimulatedReplica()
      (coordinator.weights, coordinator.step) = (replica.weights, replica.step)
      coordinator.lastEvaluated = replica.lastEvaluated
      (coordinator.staging, coordinator.nodes, coordinator.roots) = ([:], [:], [:])
      (coordinator.averageHeaders, coordinator.outgoing, coordinator.checkpoint) = ([:], [:], nil)
      coordinator.bad = []
      self.committedSteps = replica.step
      self.isTainted = false
      for worker in self.workers { worker.isTainted = true }
      let last = self.reference.evaluations[replica.lastEvaluated].map {
        StepFigures(step: replica.lastEvaluated, figures: $0)
      }
      self.give(
        .wentBack(
          Return(
            step: replica.step, term: self.disk.term, life: self.nextLife(), evaluationDue: self.disk.evaluationDue,
            lastValidation: last)))
    }
  }

  /// The files take a while.
  func write(_ checkpoint: Checkpoint) {
    let coordinator = coordinator
    guard let replica = coordinator.checkpoint, replica.step == checkpoint.step else {
      return problems.append("checkpoint of \(checkpoint.step) was not copied")
    }
    coordinator.checkpoint = nil
    check(replica.weights, at: replica.step, of: "checkpoint", isTainted: false)
    trace.add(at: now) { "coordinator  writes a checkpoint of step \(checkpoint.step), \(checkpoint.reason)" }
    after(.milliseconds(2)) {
      guard self.coordinator === coordinator, coordinator.isAlive else { return }
      guard !self.disk.isFull else {
        return self.give(.checkpointed(step: checkpoint.step, failure: "no space left on device"))
      }
      self.disk.rename(replica, evaluationDue: checkpoint.evaluationDue)
      self.after(.milliseconds(1)) { self.sync(checkpoint, by: coordinator) }
    }
  }

  private func sync(_ checkpoint: Checkpoint, by coordinator: SimulatedCoordinator) {
    guard self.coordinator === coordinator, coordinator.isAlive else { return }
    guard disk.sync() else { return give(.checkpointed(step: checkpoint.step, failure: "input/output error")) }
    give(.checkpointed(step: checkpoint.step, failure: nil))
  }

  func expectReplica(_ state: SnapshotState, _ header: FrameHeader) {
    guard header.incarnation == coordinator.fetchedFrom, coordinator.incoming == nil else { return }
    coordinator.incoming = SimulatedSnapshot(step: Int(header.step), state: state)
  }

  func stageReplica(_ numbers: ArraySlice<Int64>, _ header: FrameHeader, from peer: PeerID) {
    guard header.incarnation == coordinator.fetchedFrom else { return }
    coordinator.incoming?.add(header, numbers)
    give(.snapshotChunkStaged(from: peer, header, received: coordinator.incoming?.received ?? 0))
    guard let snapshot = coordinator.incoming, snapshot.received == Int(header.chunks) else { return }
    let replica = snapshot.replica
    coordinator.incoming = nil
    guard replica.digest == snapshot.state.digest else {
      return give(.replicaFetched(step: snapshot.step, from: header.incarnation, digest: nil))
    }
    coordinator.fetched = replica
    give(.replicaFetched(step: snapshot.step, from: header.incarnation, digest: replica.digest))
  }

  func adoptReplica(_ step: Int) {
    guard let replica = coordinator.fetched, replica.step == step else {
      return problems.append("a replica of step \(step) is adopted that was not fetched")
    }
    coordinator.fetched = nil
    (coordinator.weights, coordinator.step) = (replica.weights, replica.step)
    coordinator.lastEvaluated = replica.lastEvaluated
    check(coordinator.weights, at: coordinator.step, of: "coordinator", isTainted: isTainted)
    committedSteps = coordinator.step
    highestCommit = max(highestCommit, committedSteps)
  }
}
