import Cluster
import Training

/// Hears what the machine reports, on the socket thread: must be quick.
protocol CoordinatorObserver: Sendable {
  func observe(_ report: CoordinatorReport)

  /// The loop has turned: whoever waits for frames and ticks is alive.
  func turned(at now: Duration)

  /// The run goes on from a replica that a worker held.
  func tookOver(_ position: ReplicaPosition)

  /// The run goes on from a checkpoint, after so much training time; what was told of later steps counts no more.
  func wentBack(_ position: ReplicaPosition, seconds: Double)

  /// The list of members could not be made durable: a later coordinator may not wait for all of them.
  func lineageNotKept(_ reason: String)

  /// Old checkpoints could not be deleted; the new one is durable.
  func checkpointsNotPruned(_ reason: String)

  /// Seconds of training, and samples, over all lives of the run.
  var progress: (seconds: Double, samples: Int) { get }
}

extension CoordinatorObserver {
  func turned(at now: Duration) {}
}
