import Reduction
import Wire

/// What a worker's shell has to do, in the order given. Work (`prepare`, `compute`, `applyRoot`, `applyAverage`, `evaluate`) goes to one serial queue, so that a `compute` after an
/// `applyAverage` uses the new weights; everything else is done at once on the socket thread.
///
/// Headers are complete but for `sequence` (one counter for each socket, from 1), and for chunks `node`, `chunk` and `chunks`; the codec fills in body
/// length and checksums. The frames of a channel leave in the order in which they were queued, heartbeats on bulk too.
package enum WorkerDirective: Equatable, Sendable {
  /// Close both sockets at once if there are any (LINGER 0, their queues are lost) and open new ones with new routing ids; sequences begin at 1 again.
  case openSockets(session: UInt64)
  /// Queue a control message on a channel; without sockets it is thrown away.
  case send(Message, FrameHeader, over: Channel)
  /// Get ready for this run: find the data files by name, size and SHA-256, build the model, compute the digests. Answer: `prepared` or `preparationFailed`, with the run.
  case prepare(run: RunID, Welcome)
  /// Compute these shards of the step on the weights of the step before, add complete siblings, keep the nodes until `release`. Answer: `computed`.
  ///
  /// The ranges are those of the deal: what of them the step does not have (a last batch with fewer samples than shards) is left out (`TrainingPlan.filled`).
  case compute(ComputeTask)
  /// A shell that holds the finite root of a step up to this one may apply it and compute the same shards of the next step without asking, and says so by
  /// `Computed.wentOn`. This spares a change of threads a step; doing nothing about it is right, too.
  case allowAhead(through: Int)
  /// Queue these nodes as chunks on the bulk channel. They may be queued a second time later, when something was lost.
  case sendNodes(step: Int, [TreeNode], FrameHeader)
  /// Apply the root that this worker holds: divide by `samples`, update. Answer: `applied`.
  case applyRoot(step: Int, attempt: Int, samples: Int)
  /// Apply the staged average. Answer: `applied`.
  case applyAverage(step: Int, attempt: Int)
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

  package init(step: Int, attempt: Int, shards: [Range<Int>]) {
    self.step = step
    self.attempt = attempt
    self.shards = shards
  }
}
