/// What a worker tells the people who watch it.
package enum WorkerReport: Equatable, Sendable {
  /// No coordinator answers; said at once and then every 30 s.
  case waiting(Duration)
  /// Something takes connections at the coordinator's address; this host has this address for it.
  case reached(String)
  /// Nothing does, or it does not let this worker in, or it is not what it should be.
  case cannotConnect(String)
  /// Welcomed to a run; data and model are being prepared.
  case welcomed(runName: String, members: Int)
  /// A data file that this host does not have comes from the coordinator.
  case fetching(name: String, bytes: Int)
  /// What this host has in the place of a data file is not the run's, which comes from the coordinator.
  case otherData(String)
  /// Prepared and waiting for the start.
  case ready(runName: String)
  /// Turned away, but not for good: it tries again.
  case refused(message: String)
  /// Computes these shards of every step.
  case dealt(shards: [Range<Int>], fromStep: Int)
  /// The replica is that of the step.
  case caughtUp(step: Int)
  /// The coordinator was not heard for so long in the middle of a run; new sockets are opened.
  case coordinatorSilent(Duration, step: Int)
  /// The coordinator is heard again.
  case coordinatorBack(step: Int)
  /// The part in a run is over.
  case left(reason: String)
  /// This process stood still for so long.
  case stalled(Duration)
  /// Frames that were dropped since the last report.
  case dropped([FrameCounters.Line])
}

extension WorkerReport: CustomStringConvertible {
  package var level: ReportLevel {
    switch self {
    case .waiting, .reached, .fetching, .welcomed, .ready, .caughtUp, .left: .info
    case .dealt: .debug
    case .coordinatorBack, .otherData: .notice
    case .cannotConnect, .refused, .coordinatorSilent, .stalled: .warning
    case .dropped(let lines): lines.level
    }
  }

  package var description: String {
    switch self {
    case .waiting(let duration): "waiting for the coordinator (\(duration.seconds) s)"
    case .reached(let what): "reached \(what)"
    case .cannotConnect(let reason): reason
    case .welcomed(let runName, let members): "welcome to run \(runName), members \(members); preparing data and model"
    case .fetching(let name, let bytes):
      "getting \(name.printable(255)) from the coordinator, bytes \(bytes)"
    case .otherData(let what): "\(what.printable(1000)); fetching the run's from the coordinator"
    case .ready(let runName): "ready for run \(runName)"
    case .refused(let message): "refused, trying again: \(message)"
    case .dealt(let shards, let fromStep):
      "from step \(fromStep) on: shards " + shards.map { "\($0.lowerBound)..<\($0.upperBound)" }.joined(separator: ", ")
    case .caughtUp(let step): "holds the replica of step \(step)"
    case .coordinatorSilent(let duration, let step):
      "coordinator not heard for \(duration.seconds) s at step \(step); opening new sockets"
    case .coordinatorBack(let step): "coordinator is heard again at step \(step)"
    case .left(let reason): "left the run: \(reason)"
    case .stalled(let duration): "this process stood still for \(duration.seconds) s"
    case .dropped(let lines):
      "dropped frames: "
        + lines.map { "\($0.reason.label) from \($0.address): \($0.count) (\($0.total) in all)" }.joined(
          separator: "; ")
    }
  }
}
