import Checkpoints
import Cluster
import Dispatch
import Training
import Wire
import ZeroMQ

// Whole replicas: fetched from a worker, copied for joiners and checkpoints, compared, and replaced when the run goes back.
extension CoordinatorLoop {
  // MARK: A worker's

  func expectReplica(step: Int, from incarnation: UInt64) {
    // Asked for again, it goes on with what is here.
    guard fetch?.isOf(step, incarnation) != true else { return }
    fetch = ReplicaFetch(step: step, incarnation: incarnation, floats: reducer.replica.copiedFloats)
  }

  func stageFetched(
    _ frame: Frame, _ header: FrameHeader, from peer: PeerID
  ) throws(FrameProblem) -> [CoordinatorEvent] {
    guard fetch?.expects(header) == true, let received = try fetch?.take(frame, header) else { return [] }
    if let (copy, digest) = fetch?.fetched {
      fetch = nil
      check(copy, from: header.incarnation, digest: digest)
    }
    return [.snapshotChunkStaged(from: peer, header, received: received)]
  }

  /// Whether a worker sent what its digest says; the digest of a large replica takes longer than the socket thread may.
  private func check(_ copy: ReplicaCopy, from incarnation: UInt64, digest: String?) {
    DispatchQueue.global().async { [inbox] in
      inbox.post(.fetched(copy, from: incarnation, digest: copy.digest == digest ? digest : nil))
    }
  }

  func adopt(step: Int) {
    guard let copy = fetched, copy.position.step == step else {
      preconditionFailure("step \(step): the machine adopts a replica that was not fetched")
    }
    reducer.afterUpdates { replica in replica.load(copy) }
    observer.tookOver(copy.position)
  }

  // MARK: Copies

  func sendReplica(_ copy: ReplicaCopy, digest: String, to recipient: Recipient) throws(SocketError) {
    try send(.snapshotState(copy.state(digest: digest)), recipient.header, to: recipient.peer)
    snapshots.begin(copy, for: recipient)
    try sendDueChunks(to: recipient.header.incarnation)
  }

  func copyReplica(for recipient: Recipient) {
    copy { [inbox] copy, digest in inbox.post(.copied(copy, digest: digest, recipient)) }
  }

  func digestReplica(step: Int, evaluated: Int) {
    copy { [inbox] _, digest in inbox.post(.event(.digested(step: step, evaluated: evaluated, digest: digest))) }
  }

  func copyForCheckpoint() {
    let progress = observer.progress
    copy { [inbox] copy, digest in
      inbox.post(.checkpoint(CheckpointCopy(copy: copy, digest: digest, progress: progress)))
    }
  }

  /// Copies the replica as it is after the commits given so far. The digest of a large one takes longer than the socket thread may.
  private func copy(_ use: @escaping @Sendable (ReplicaCopy, String) -> Void) {
    reducer.afterUpdates { replica in
      let copy = replica.copy()
      DispatchQueue.global().async { use(copy, copy.digest) }
    }
  }

  // MARK: The run directory

  func write(_ checkpoint: Checkpoint) {
    guard let copied = self.checkpoint, copied.copy.position.step == checkpoint.step else {
      preconditionFailure("step \(checkpoint.step): the machine asked for a checkpoint that was not copied")
    }
    self.checkpoint = nil
    archive.save(
      copied.copy, checkpoint, vectors: reducer.replica.stateNames, seconds: copied.progress.seconds,
      samples: copied.progress.samples, notPruned: { [observer] in observer.checkpointsNotPruned($0) },
      done: { [inbox] in inbox.post(.event(.checkpointed(step: checkpoint.step, failure: $0))) })
  }

  func goBack() {
    archive.goBack { [inbox, beginning] result in
      switch result {
      case .success(let (content, lineage)):
        let replica = content?.replica ?? beginning()
        inbox.post(
          .wentBack(
            replica, seconds: content?.state.seconds ?? 0,
            Return(
              step: replica.position.step, term: lineage.term, life: lineage.life,
              evaluationDue: content?.state.evaluationDue ?? false, lastValidation: replica.position.lastEvaluation)))
      case .failure(let error as CheckpointError):
        inbox.post(.event(.preparationFailed(message: "\(error)", exitCode: error.exitCode)))
      case .failure(let error): inbox.post(.event(.preparationFailed(message: "\(error)", exitCode: 74)))
      }
    }
  }

  func raiseTerm(to term: UInt64) {
    archive.raiseTerm(to: term) { [inbox] result in
      switch result {
      case .success(let lineage): inbox.post(.event(.termRaised(term: lineage.term, life: lineage.life)))
      case .failure(let error): inbox.post(.event(.preparationFailed(message: "\(error)", exitCode: 74)))
      }
    }
  }
}
