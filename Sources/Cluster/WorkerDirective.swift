import Reduction
import Wire

/// What a worker's shell has to do, in the order given. Work (`prepare`, `compute`, `applyRoot`, `applyAverage`, `skipStep`, `evaluate`, `applySnapshot`, `digestReplica`) goes to one serial queue, so that a
/// `compute` after an `applyAverage` uses the new weights; everything else is done at once on the socket thread.
///
/// A shell that went on by itself (`allowAhead`) can be further than the machine knows. So the queue passes over what does not fit the replica: a `compute` of a step when the
/// replica does not hold the step before, an apply or skip of a step that it holds already, an `evaluate` of another step. What is passed over is not answered.
///
/// Headers are complete but for `sequence` (one counter for each socket, from 1), and for chunks `node`, `chunk` and `chunks`; the codec fills in body
/// length and checksums. The frames of a channel leave in the order in which they were queued, heartbeats on bulk too.
package enum WorkerDirective: Equatable, Sendable {
  /// Close both sockets at once if there are any (LINGER 0, their queues are lost) and open new ones with new routing ids; sequences begin at 1 again.
  case openSockets(session: UInt64)
  /// Queue a control message on a channel; without sockets it is thrown away.
  case send(Message, FrameHeader, over: Channel)
  /// Get ready for this run: find the data files by name, size and SHA-256, build the model, compute the digests. Answer: `prepared`, `dataMissing` or `preparationFailed`, with the run.
  /// Pieces that come after `dataMissing` are kept until the files are whole.
  case prepare(run: RunID, Welcome)
  /// Do so again, now that the files that were missing have come; one that is still not what it should be is a failure.
  case prepareAgain(run: RunID)
  /// Compute these shards of the step on the weights of the step before, add complete siblings, keep the nodes until `release`. Answer: `computed`.
  ///
  /// A step may get several tasks, of a new deal or an `assist`: the nodes of each are kept beside those of the others, and each is answered. A task with `isAudit` is computed anew, and
  /// its nodes are kept apart.
  ///
  /// The ranges are those of the deal: what of them the step does not have (a last batch with fewer samples than shards) is left out (`TrainingPlan.filled`).
  case compute(ComputeTask)
  /// A shell that holds the finite root of a step up to this one may apply it and compute the same shards of the next step without asking, and says so by
  /// `Computed.wentOn`. This spares a change of threads a step; doing nothing about it is right, too.
  case allowAhead(through: Int)
  /// Queue these nodes as chunks on the bulk channel, with kind and flags of the header (kind `audited`: those of the audit's tasks). They may be queued a second time later, when something was lost.
  case sendNodes(step: Int, [TreeNode], FrameHeader)
  /// Somebody else computed it: the tasks of steps up to this one that were given so far need not be computed further. The one at hand stops at the next layer, without an answer, or with one that is ignored;
  /// no task of the step that is waiting is begun. What is applied next waits until the lanes have let go of the weights.
  case cancel(throughStep: Int)
  /// Apply the root that this worker holds: divide by `samples`, update. Answer: `applied`.
  case applyRoot(step: Int, attempt: Int, samples: Int)
  /// Apply the staged average. Answer: `applied`.
  case applyAverage(step: Int, attempt: Int)
  /// The step counts but its numbers are not finite: parameters and optimizer stay as they are. Answer: `applied`.
  case skipStep(step: Int)
  /// A snapshot comes: stage the chunks of kind `snapshot` of this step, and say each by `snapshotChunkStaged`. One that was being staged before is forgotten, unless it is of the same step. If `floats`
  /// is not what this run's replica has: `snapshotFailed`.
  case expectSnapshot(step: Int, SnapshotState)
  /// All chunks are here: after the work at hand (which is cancelled) the replica is replaced by the snapshot, and its digest checked. Answer: `snapshotApplied` or `snapshotFailed`.
  case applySnapshot(step: Int, SnapshotState)
  /// A coordinator that takes over wants this worker's replica of the step: `snapshotState`, then all chunks of kind `snapshot`, with this header, on bulk, with at most
  /// `CoordinatorDirective.snapshotWindow` chunks under way beyond those that `continueSnapshot` says have arrived.
  case sendSnapshot(step: Int, FrameHeader)
  /// The coordinator has so many chunks.
  case continueSnapshot(received: Int)
  /// Compute the digest of the replica. Answer: `digested`.
  case digestReplica(step: Int)
  /// Results of steps up to this one are not needed again.
  case release(through: Int)
  /// Evaluate these shards of the validation set on the weights of the step. Answer: `evaluated`.
  case evaluate(step: Int, shards: [Range<Int>])
  /// An evaluation became final; a replica that keeps such figures takes these.
  case evaluationCommitted(StepFigures)
  /// The part in this run is over: stop computing when the shards at hand are done, forget data, model, results and staged averages.
  /// No answer to an earlier directive may follow: it would be taken for one of the next run.
  case leaveRun(run: RunID, reason: String)
  /// Something that a person or a log wants to know.
  case report(WorkerReport)
  /// The end: let the sockets linger for the last messages (1 s), leave with the outcome's exit code. Given once, last.
  case finish(Outcome)
}

/// Shards to compute.
package struct ComputeTask: Equatable, Sendable {
  package var step: Int
  package var attempt: Int
  package var shards: [Range<Int>]
  /// Computed for an audit: anew, whatever there is.
  package var isAudit: Bool

  package init(step: Int, attempt: Int, shards: [Range<Int>], isAudit: Bool = false) {
    self.step = step
    self.attempt = attempt
    self.shards = shards
    self.isAudit = isAudit
  }
}
