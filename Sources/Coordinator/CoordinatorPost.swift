import Cluster
import Training

/// What other threads leave for the socket thread.
enum CoordinatorPost: Sendable {
  case event(CoordinatorEvent)
  /// The copy that `sendSnapshot` asked for.
  case copied(ReplicaCopy, digest: String, Recipient)
}
