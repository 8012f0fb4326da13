import Cluster

/// Hears what the machine reports, on the socket thread: must be quick.
protocol CoordinatorObserver {
  func observe(_ report: CoordinatorReport)
}
