import Cluster
import Reduction
import Training
import Wire
import ZeroMQ

// What the machine asks for.
extension WorkerLoop {
  func perform(_ directive: WorkerDirective) throws(SocketError) {
    switch directive {
    case .openSockets(let session): openSockets(session)
    case .send(let message, let header, let channel): try connection[channel]?.send(message, header)
    case .prepare(let run, let welcome): computation.prepare(run, welcome)
    case .prepareAgain(let run): computation.prepareAgain(run)
    case .compute(let task): computation.compute(task)
    case .allowAhead(let step): computation.allowAhead(through: step)
    case .sendNodes(let step, let nodes, let header): try send(nodes, ofStep: step, header)
    case .cancel(let step): computation.cancel(throughStep: step)
    case .applyRoot(let step, _, let samples): computation.applyRoot(step: step, samples: samples)
    case .applyAverage(let step, _): computation.applyAverage(step: step)
    case .skipStep(let step): computation.skip(step: step)
    case .expectSnapshot(let step, let state):
      if let failure = replicas.expect(step, state, computation.session) { pending.append(failure) }
    case .applySnapshot(let step, let state):
      if let numbers = replicas.takeStaged(step) { computation.apply(numbers, state, step: step) }
    case .sendSnapshot(let step, let header):
      guard let message = replicas.begin(step, header, computation.session) else { return }
      try connection[.bulk]?.send(message.0, message.1)
      try sendDueChunks()
    case .continueSnapshot(let received):
      replicas.acknowledge(received)
      try sendDueChunks()
    case .digestReplica(let step): computation.digestReplica(step: step)
    case .release(let step): computation.release(through: step)
    case .evaluate(let step, let shards): computation.evaluate(step: step, shards: shards)
    case .evaluationCommitted(let evaluation): computation.take(evaluation)
    case .leaveRun: leaveRun()
    case .report(let report): observer(report)
    case .finish(let outcome): self.outcome = outcome
    }
  }

  private func sendDueChunks() throws(SocketError) {
    for (chunk, sending) in replicas.due() {
      try connection[.bulk]?.send(chunk: chunk, of: sending.chunks, sending.copy.numbers, sending.header)
    }
  }

  private func send(_ nodes: [TreeNode], ofStep step: Int, _ header: FrameHeader) throws(SocketError) {
    for node in nodes {
      guard let vector = computation.vector(of: node, step: step, isAudit: header.kind == .audited) else { continue }
      var header = header
      header.nodeLevel = UInt16(node.level)
      header.nodeIndex = UInt32(node.index)
      try connection[.bulk]?.send(vector, header)
    }
  }

  private func openSockets(_ session: UInt64) {
    (average, replicas) = (AverageStaging(), ReplicaTransfer())
    if machine.isLookingForCoordinator { reach.look(at: clock.now) }
    connection.begin(session: session)
    if let open = openFound() { pending.append(open) }
  }

  private func leaveRun() {
    (average, replicas) = (AverageStaging(), ReplicaTransfer())
    computation.leaveRun()
  }
}
