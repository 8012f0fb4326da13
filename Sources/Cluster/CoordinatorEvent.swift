import Wire

/// What happens to a coordinator. The shell gives every event to the machine on the socket thread, in the order in which it happened.
///
/// What a shell does with a frame, in this order:
/// 1. `FrameHeader.decode`. It throws: event `malformed`, nothing else.
/// 2. `machine.admit(header, from:at:)`. Not `accept`: throw the frame away, the machine has counted it.
/// 3. The body's CRC32C. Wrong: event `spoiled`.
/// 4. Kind `node`: copy the chunk into the staging buffer of (incarnation, step, attempt, node); when all `chunks` of it are there: event
///    `nodeStaged`, or `badNodeStaged` when its header says that it is not finite. Kind `audited`: the same with buffers of its own, then `auditedNodeStaged`. Kind `snapshot`: copy it where
///    `fetchReplica` says, event `snapshotChunkStaged`. Anything else: decode the message (it throws: `spoiled`) and give `received`.
///
/// Besides at least every `ClusterTimes.tick`, a shell gives `tick` at the time that `machine.nextDeadline(after:)` says, if that is sooner.
package enum CoordinatorEvent: Equatable, Sendable {
  /// The coordinator's own replica is ready: data found and hashed, model built, fingerprint computed. Nobody is counted as ready before.
  case prepared(Digests)
  /// The coordinator cannot do its own part; the run ends with this code.
  case preparationFailed(message: String, exitCode: Int32)
  /// An admitted control message whose body passed its CRC32C.
  case received(from: PeerID, FrameHeader, Message)
  /// All chunks of a node passed and lie in the staging buffer; the header is that of its last chunk. After this event the shell's reducer may
  /// add the node to its siblings (`PartialSums`) at any time, on any one thread.
  /// `digest` is given for the nodes of an audited step: any hash that is equal for equal bits.
  case nodeStaged(from: PeerID, FrameHeader, digest: UInt64? = nil)
  /// All chunks of a node that was computed again for an audit; it is added to nothing.
  case auditedNodeStaged(from: PeerID, FrameHeader, digest: UInt64)
  /// All chunks of a node that its sender calls not finite; it was added to nothing. `digest` is any hash of its numbers that is equal for equal bits.
  case badNodeStaged(from: PeerID, FrameHeader, digest: UInt64)
  /// One more chunk of a replica that is being fetched is here, `received` of them by now.
  case snapshotChunkStaged(from: PeerID, FrameHeader, received: Int)
  /// An admitted frame whose body was wrong.
  case spoiled(from: PeerID, FrameHeader, reason: String)
  /// A frame whose header could not be read. `otherVersion` is the protocol version found, when that was all that was wrong.
  case malformed(from: PeerID, reason: String, otherVersion: UInt16?)
  /// The answer to `reduce`: the root is complete, and was checked before anything was sent or applied. `figures` are the statistics of the root.
  case reduced(step: Int, attempt: Int, finite: Bool, Figures)
  /// The answer to `commit`: the coordinator's own replica holds the weights of this step.
  case applied(step: Int)
  /// A send to the peer failed for good (EHOSTUNREACH). A hint: the worker may come back with new sockets.
  case peerUnreachable(PeerID)
  /// A worker process that this coordinator started is gone. `lastWords` is what it said about its end, on one line, possibly
  /// empty.
  case localWorkerExited(name: String, exitCode: Int32, lastWords: String)
  /// The answer to `writeCheckpoint`; `failure` says what went wrong, nil when it is durable.
  case checkpointed(step: Int, failure: String?)
  /// The answer to `fetchReplica`: what the worker of this incarnation sent is here; `digest` is nil when it did not pass its check.
  case replicaFetched(step: Int, from: UInt64, digest: String?)
  /// The answer to `digestReplica`.
  case digested(step: Int, evaluated: Int, digest: String)
  /// The answer to `copyReplica`: the copy is made, and this is its digest.
  case replicaCopied(step: Int, digest: String)
  /// The answer to `goBack`: the own replica is that of the newest valid checkpoint, or the initial one; a new term is durable.
  case wentBack(Return)
  /// The answer to `sendData` when the file, by its place in the welcome, cannot be read. `by` is the incarnation that asked for it.
  case dataNotRead(file: Int, reason: String, by: UInt64)
  /// The answer to `raiseTerm`.
  case termRaised(term: UInt64, life: UInt64)
  /// The list of keys is another one; `keep` are those on it.
  case keysChanged(keep: Set<String>)
  /// SIGUSR1: a checkpoint is wanted now.
  case checkpointRequested
  /// SIGTERM, SIGINT, or a person asked for the end; the second time: at once.
  case stopRequested
  /// Time has passed: at least every `ClusterTimes.tick`.
  case tick
}

/// What must agree between all members before a run starts. Each digest is a short hexadecimal text.
package struct Digests: Equatable, Sendable {
  /// Names, sizes and SHA-256 of the data files.
  package var data: String
  /// The model's layout and its initial weights.
  package var model: String
  /// What this machine's kernels make of fixed inputs.
  package var fingerprint: String
  /// The instruction set in use, for messages: "avx2".
  package var instructionSet: String

  package init(data: String, model: String, fingerprint: String, instructionSet: String) {
    self.data = data
    self.model = model
    self.fingerprint = fingerprint
    self.instructionSet = instructionSet
  }
}
