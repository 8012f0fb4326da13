import Cluster

/// What goes wrong in a simulation, and when.
package enum Fault: Sendable {
  /// kill -9
  case crash(worker: Int)
  /// SIGSTOP, and SIGCONT later.
  case pause(worker: Int, for: Duration)
  /// No frame reaches or leaves the worker.
  case cut(worker: Int, for: Duration)
  /// The process stays alive but its computation never ends.
  case hang(worker: Int)
  case crashCoordinator
  case pauseCoordinator(for: Duration)
  /// SIGTERM
  case stopCoordinator
  case stopWorker(Int)
  /// The parent sees that a local worker's process is gone.
  case localWorkerExited(worker: Int, code: Int32)
  /// Frames of strangers: unreadable ones, of another run, of unknown processes, of an earlier session.
  case strays
}
