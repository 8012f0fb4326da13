import Reduction
import Wire

/// What happens to a worker. The shell gives every event to the machine on the socket thread, in the order in which it happened.
///
/// A frame goes the same way as at the coordinator (`CoordinatorEvent`): decode, `machine.admit(header, over:at:)`, CRC32C, then `received`, or for a chunk of an
/// average the staging buffer of (step, attempt), and `averageStaged` when all its chunks are there. A chunk of a snapshot goes where `expectSnapshot` says, then `snapshotChunkStaged`.
package enum WorkerEvent: Equatable, Sendable {
  /// The first event.
  case started
  /// The sockets of the last `openSockets` exist and connect. A failure to resolve or to connect is no event: it is logged, and the machine asks
  /// for new sockets by itself.
  case socketsOpen(session: UInt64)
  /// An admitted control message whose body passed its CRC32C.
  case received(over: Channel, FrameHeader, Message)
  /// All chunks of the average passed; the header is that of its last chunk.
  case averageStaged(FrameHeader)
  /// One more chunk of the expected snapshot is here, `received` different ones by now.
  case snapshotChunkStaged(FrameHeader, received: Int)
  /// The answer to `applySnapshot`: the replica is that of the step.
  case snapshotApplied(step: Int)
  /// The snapshot is not one of this run's replica, or its digest is not the one it came with.
  case snapshotFailed(step: Int, reason: String)
  /// The answer to `digestReplica`.
  case digested(step: Int, digest: String)
  /// An admitted frame whose body was wrong.
  case spoiled(over: Channel, FrameHeader, reason: String)
  /// A frame whose header could not be read. `otherVersion` is the protocol version found, when that was all that was wrong.
  case malformed(over: Channel, reason: String, otherVersion: UInt16?)
  /// The answer to `prepare`. `lanes` is how many shards this worker computes at once, at least 1.
  case prepared(run: RunID, Digests, TrainingPlan, lanes: Int)
  /// The answer to `prepare` when data files are not here: they are asked for.
  case dataMissing(run: RunID, [MissingData])
  /// An admitted piece of a data file whose checksum is right is kept.
  case dataStaged(FrameHeader)
  /// The answer to `prepare` when it cannot be done: a file is missing (66), is another one (65 or 77), does not fit.
  case preparationFailed(run: RunID, message: String, exitCode: Int32)
  /// The answer to `compute`.
  case computed(Computed)
  /// So many layers of a shard are done: sign of progress while a step or an evaluation takes long, without which the coordinator gives up a worker after its deadline. The shell may give it as often as it likes.
  case progressed(shard: Int, layer: Int)
  /// The work at hand, a step or an evaluation, has shown no sign of progress for so long, `ClusterTimes.hanging` at least; the time in which the process stood still as a whole does not count.
  case hanging(Duration)
  /// The answer to `applyRoot` and `applyAverage`: the replica holds the weights of this step. Not given for a root that the shell applied by itself.
  case applied(step: Int)
  /// The answer to `evaluate`: figures of each shard asked for, in the order asked.
  case evaluated(step: Int, [EvaluationShard])
  /// SIGHUP: keys may have changed, and new sockets are wanted for them; or a socket's handshake failed, after which it is of no use.
  case keysChanged
  /// SIGTERM or SIGINT.
  case stopRequested
  /// Time has passed: at least every `ClusterTimes.tick`.
  case tick
}

/// What became of a step's computation.
package struct Computed: Equatable, Sendable {
  package var step: Int
  package var attempt: Int
  /// The maximal complete nodes over the shards, lowest shard first.
  package var nodes: [TreeNode]
  /// Those of them that hold a number that is not finite. A shell never applies anything else by itself.
  package var notFinite: [TreeNode]
  /// The shell held the root, was allowed to (`allowAhead`), has applied it already and computes the next step.
  package var wentOn: Bool
  /// As in the task.
  package var isAudit: Bool

  package init(
    step: Int, attempt: Int, nodes: [TreeNode], notFinite: [TreeNode] = [], wentOn: Bool = false, isAudit: Bool = false
  ) {
    self.step = step
    self.attempt = attempt
    self.nodes = nodes
    self.notFinite = notFinite
    self.wentOn = wentOn
    self.isAudit = isAudit
  }

  /// Every number of every node is finite.
  package var finite: Bool { notFinite.isEmpty }
}

/// Sums over one shard of the validation set.
package struct EvaluationShard: Equatable, Sendable {
  package var index: Int
  package var figures: Figures

  package init(index: Int, figures: Figures) {
    self.index = index
    self.figures = figures
  }
}
