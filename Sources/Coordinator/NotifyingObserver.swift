import Cluster
import Locks
import ServiceManager
import Training

/// Tells the service manager what the machine reports, beside the observer that tells everybody else.
final class NotifyingObserver: CoordinatorObserver {
  private let other: any CoordinatorObserver
  private let notifier: Notifier
  private let status: Locked<CoordinatorStatus>

  init(_ other: any CoordinatorObserver, _ notifier: Notifier, steps: Int) {
    self.other = other
    self.notifier = notifier
    status = Locked(CoordinatorStatus(steps: steps))
  }

  func observe(_ report: CoordinatorReport) {
    status.withLock { $0.note(report) }
    other.observe(report)
  }

  func turned(at now: Duration) { notifier.turned(at: now, status: status.withLock { $0.text }) }

  func tookOver(_ position: ReplicaPosition) { other.tookOver(position) }

  func wentBack(_ position: ReplicaPosition, seconds: Double) { other.wentBack(position, seconds: seconds) }

  func lineageNotKept(_ reason: String) { other.lineageNotKept(reason) }

  func checkpointsNotPruned(_ reason: String) { other.checkpointsNotPruned(reason) }

  var progress: (seconds: Double, samples: Int) { other.progress }
}
