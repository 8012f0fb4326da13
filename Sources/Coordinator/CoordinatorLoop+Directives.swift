import Cluster
import Training
import Wire
import ZeroMQ

// What the machine asks for.
extension CoordinatorLoop {
  func perform(_ directive: CoordinatorDirective) throws(SocketError) {
    switch directive {
    case .send(let message, let header, let peer): try send(message, header, to: peer)
    case .reduce(let step, let attempt): pending.append(reducer.reduce(step: step, attempt: attempt))
    case .commit(let commit): try perform(commit)
    case .evaluationCommitted(let evaluation): reducer.afterUpdates { $0.take(evaluation) }
    case .repeatAverage(let step, let peer): try sendAverage(ofStep: step, to: peer)
    case .sendSnapshot(_, let recipient): copyReplica(for: recipient)
    case .sendData(let file, let pieces, let recipient):
      data.read(file, pieces, bytes: machine.plan.welcome.dataFiles[file].bytes, for: recipient)
    case .continueSnapshot(let incarnation, let received):
      snapshots.acknowledge(received, by: incarnation)
      try sendDueChunks(to: incarnation)
    case .discard(let step, let attempt): reducer.discard(step: step, attempt: attempt)
    case .forget(let incarnation):
      reducer.forget(incarnation: incarnation)
      snapshots.forget(incarnation)
    case .startLocalWorker(let name, let delay): localWorkers?.start(name, after: delay)
    case .copyReplica: copyForCheckpoint()
    case .writeCheckpoint(let checkpoint): write(checkpoint)
    case .dropCheckpoint: checkpoint = nil
    case .goBack: goBack()
    case .keepLineage(let members):
      archive.keep(members, processes: localWorkers?.processes ?? [:]) { [observer] in observer.lineageNotKept($0) }
    case .fetchReplica(let step, let incarnation): expectReplica(step: step, from: incarnation)
    case .adoptReplica(let step): adopt(step: step)
    case .digestReplica(let step, let evaluated): digestReplica(step: step, evaluated: evaluated)
    case .raiseTerm(let term): raiseTerm(to: term)
    case .audit(let audit): reducer.watch(audit)
    case .report(let report): observer.observe(report)
    case .finish(let outcome): self.outcome = outcome
    }
  }

  private func perform(_ commit: Commit) throws(SocketError) {
    let average = reducer.commit(commit)
    for peer in commit.recipients { try sendAverage(ofStep: commit.step, to: peer) }
    if let gatekeeper, failpoints.losesGate(after: commit.step) {
      poller.remove(gatekeeper.gate.socket)
      gatekeeper.gate.socket.close()
    }
    reducer.afterUpdates { [inbox] replica in
      if let average { replica.apply(average, scale: 1, step: commit.step) } else { replica.skip(step: commit.step) }
      inbox.post(.event(.applied(step: commit.step)))
    }
  }

  func send(_ message: Message, _ header: FrameHeader, to peer: PeerID) throws(SocketError) {
    let problem = try ports[peer.router].send(message, header, to: peer) { pending.append(.peerUnreachable($0)) }
    if let problem { tell(problem, of: message.kind) }
  }

  func sendDueChunks(to incarnation: UInt64) throws(SocketError) {
    for due in snapshots.due(for: incarnation) {
      try ports[due.peer.router].send(chunk: due.chunk, of: due.sending, to: due.peer) {
        pending.append(.peerUnreachable($0))
      }
    }
  }

  private func sendAverage(ofStep step: Int, to peer: PeerID) throws(SocketError) {
    for frame in reducer.frames(ofStep: step) {
      try ports[peer.router].send(frame, to: peer, unreachable: { pending.append(.peerUnreachable($0)) })
    }
  }
}
