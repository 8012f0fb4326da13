import Cluster
import Wire

/// What goes wrong in a simulation, and when.
package enum Fault: Sendable {
  /// kill -9
  case crash(worker: Int)
  /// SIGSTOP, and SIGCONT later.
  case pause(worker: Int, for: Duration)
  /// No frame reaches or leaves the worker.
  case cut(worker: Int, for: Duration)
  /// Frames are lost in one direction.
  case cutOneWay(worker: Int, toCoordinator: Bool, for: Duration)
  /// One of the worker's sockets carries nothing any more, without any sign of it.
  case breakSocket(worker: Int, Channel)
  /// The process is killed, if it lives, and another of the same name is started.
  case restart(worker: Int)
  /// The process stays alive but its computation never ends.
  case hang(worker: Int)
  /// The process is started again, if it has ended.
  case revive(worker: Int)
  case crashCoordinator
  /// The coordinator's host loses power: what was not synced may be gone.
  case powerCut
  /// The coordinator is killed, if it lives, and started again on the same run directory.
  case restartCoordinator
  /// The run directory becomes what it was at the beginning: another, older term, no checkpoint.
  case restoreBackup
  case pauseCoordinator(for: Duration)
  /// The liveness phase begins: links are whole, nothing is lost any more.
  case heal
  /// SIGTERM
  case stopCoordinator
  /// SIGUSR1
  case requestCheckpoint
  /// The next checkpoints cannot be written.
  case fillDisk(for: Duration)
  /// fsync fails.
  case failSync(for: Duration)
  case stopWorker(Int)
  /// A bit flips in the weights of a worker, or of the coordinator (nil).
  case spoilReplica(worker: Int?)
  /// The parent sees that a local worker's process is gone.
  case localWorkerExited(worker: Int, code: Int32)
  /// Frames of strangers: unreadable ones, of another run, of unknown processes, of an earlier session.
  case strays
  /// A worker's key is taken off the list, and put on it again.
  case removeKey(worker: Int, for: Duration)
  /// A worker is told to read its keys again.
  case renewKey(worker: Int)
}
