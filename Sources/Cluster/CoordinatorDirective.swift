import Reduction
import Wire

/// What a coordinator's shell has to do. Directives are carried out in the order in which they are given.
///
/// Headers are complete but for what the shell alone knows: `sequence` (one counter for each peer, from 1, counted when the frame is queued; 0 in averages, which
/// go to everybody), and for chunks `node`, `chunk` and `chunks`; the codec fills in body length and checksums. A peer's frames leave in the order in which they were
/// queued, heartbeats on the bulk channel too: they tell the worker that everything before them was sent. What cannot be sent at once waits in a queue of the peer; a
/// peer that is unreachable loses its queue (and gives the event `peerUnreachable`).
package enum CoordinatorDirective: Equatable, Sendable {
  /// Queue a control message for one peer.
  case send(Message, FrameHeader, to: PeerID)
  /// Every node of the step is staged: finish the tree, check that the root is finite, and answer with `reduced`. Nothing is sent or applied yet. This may
  /// be done off the socket thread, after the `commit` of the step before.
  case reduce(step: Int, attempt: Int)
  /// The step is committed. Make one set of frames of its average (the root divided by `samples`), queue them for each recipient without a copy, keep them for
  /// `CoordinatorPlan.averageWindow` steps, apply the average to the coordinator's replica, and answer with `applied`. Queue before the next event is handled; apply off
  /// the socket thread.
  case commit(Commit)
  /// An evaluation became final; the coordinator's replica takes its figures, after the commits given so far.
  case evaluationCommitted(StepFigures)
  /// Queue the kept frames of a committed step for one more peer.
  case repeatAverage(step: Int, to: PeerID)
  /// Copy the replica as it is after the commits given so far (it holds `step` then; whatever is committed later does not touch the copy), and send it to a joiner:
  /// the message `snapshotState`, then all chunks, with this header, on its bulk channel. At most `snapshotWindow` chunks may be under way beyond those that `continueSnapshot` says
  /// have arrived; averages and heartbeats may go between the chunks. A new one for the same incarnation takes the place of the one before.
  case sendSnapshot(step: Int, to: Recipient)
  /// The joiner has so many chunks of its snapshot; all of them: forget it.
  case continueSnapshot(incarnation: UInt64, received: Int)
  /// Queue pieces of a data file, by its place in the welcome, for a worker that does not have it; what does not fit into its queue now is
  /// left out, and asked for again. Answer, if the file cannot be read: `dataNotRead`.
  case sendData(file: Int, pieces: Range<Int>, to: Recipient)
  /// Throw away what is staged or added for this try of a step, and every unfinished staging buffer of it. An
  /// answer to its `reduce` may still come, and is ignored.
  case discard(step: Int, attempt: Int)
  /// Throw away the unfinished staging buffers of a process that is a member no longer, and stop sending it a snapshot.
  case forget(incarnation: UInt64)
  /// Start a local worker's process once more, after this time. The first start of each is the shell's own.
  case startLocalWorker(name: String, after: Duration)
  /// Copy the replica as it is after the commits and evaluations given so far, and compute the copy's digest off the socket thread. Answer: `replicaCopied`. One at a time.
  case copyReplica(Checkpoint)
  /// Write that copy as a checkpoint, off the socket thread. Answer: `checkpointed`.
  case writeCheckpoint(Checkpoint)
  /// Throw that copy away: replicas differ.
  case dropCheckpoint(step: Int)
  /// Load the newest valid checkpoint, or the initial weights, into the own replica; forget every sum, average and snapshot; make the next term durable. Answer: `wentBack`.
  case goBack
  /// Make the list of members durable in the run directory's `lineage` (fsync), off the socket thread: a later coordinator waits for these.
  case keepLineage([LineageMember])
  /// A worker of this run was asked for its replica: stage the chunks of kind `snapshot` that this incarnation sends, tell each with `snapshotChunkStaged`; when all are here, check
  /// the digest of its `snapshotState`, and answer with `replicaFetched`. The own replica stays as it is. Given again for the same replica, it goes on with the chunks that are here.
  case fetchReplica(step: Int, from: UInt64)
  /// The own replica becomes the one that was fetched last.
  case adoptReplica(step: Int)
  /// Compute the digest of the own replica as it is after the commits and evaluations given so far. Answer: `digested`, with these numbers.
  case digestReplica(step: Int, evaluated: Int)
  /// Make this term durable as the run's, with a new life id, fsynced. Answer: `termRaised`.
  case raiseTerm(to: UInt64)
  /// This try of a step is audited: `nodeStaged` says the digest of each of its nodes, as it was before it was added.
  case audit(Audit)
  /// Something that a person, a log or the telemetry wants to know.
  case report(CoordinatorReport)
  /// The end: let the sockets linger for the last messages, write what is to be written, leave with the outcome's exit code. Given once, last.
  case finish(Outcome)

  /// Chunks of a snapshot that may be under way without an acknowledgement: 4 MiB.
  package static let snapshotWindow = 16
}

/// A step that has become final.
package struct Commit: Equatable, Sendable {
  package var step: Int
  package var attempt: Int
  /// The divisor: how many samples the step's sum covers.
  package var samples: Int
  /// The bulk channels of the members that do not hold the root themselves.
  package var recipients: [PeerID]
  /// The header of the average's chunks for all of them.
  package var header: FrameHeader
  /// The numbers are not finite, and the run goes on without them: nothing is sent or applied, the step alone counts (and is answered by `applied`).
  package var isSkipped: Bool

  package init(
    step: Int, attempt: Int, samples: Int, recipients: [PeerID], header: FrameHeader, isSkipped: Bool = false
  ) {
    self.step = step
    self.attempt = attempt
    self.samples = samples
    self.recipients = recipients
    self.header = header
    self.isSkipped = isSkipped
  }
}

/// Where chunks go, and their header.
package struct Recipient: Equatable, Sendable {
  package var peer: PeerID
  package var header: FrameHeader

  package init(peer: PeerID, header: FrameHeader) {
    self.peer = peer
    self.header = header
  }
}

/// A step of which another worker computes a node again before the commit.
package struct Audit: Equatable, Sendable {
  package var step: Int
  package var attempt: Int
  /// Whose node it will be, if that member sends one.
  package var incarnation: UInt64

  package init(step: Int, attempt: Int, incarnation: UInt64) {
    self.step = step
    self.attempt = attempt
    self.incarnation = incarnation
  }
}
