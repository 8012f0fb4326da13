import Cluster
import Training
import Wire
import ZeroMQ

/// What other threads leave for the socket thread.
enum CoordinatorPost: Sendable {
  case event(CoordinatorEvent)
  /// SIGHUP: the list of keys may have changed.
  case readKeysAgain
  /// A piece of a data file that a worker asked for; its frame has no header yet.
  case data(Frame, FrameHeader, PeerID)
  /// The copy that `sendSnapshot` asked for.
  case copied(ReplicaCopy, digest: String, Recipient)
  /// The replica that `fetchReplica` asked for; its digest is nil when it is not what the worker said.
  case fetched(ReplicaCopy, from: UInt64, digest: String?)
  /// The copy that `copyReplica` asked for, with the progress of its moment.
  case checkpoint(CheckpointCopy)
  /// Where `goBack` leads: a replica, and the new term.
  case wentBack(ReplicaCopy, seconds: Double, Return)
}

/// A replica on its way into a checkpoint.
struct CheckpointCopy: Sendable {
  let copy: ReplicaCopy
  let digest: String
  /// Seconds of training, and samples, until then.
  let progress: (seconds: Double, samples: Int)
}
