/// What a coordinator tells the people who watch it. `description` is the line for a log, `level` how much it matters.
package enum CoordinatorReport: Equatable, Sendable {
  /// A worker was welcomed and prepares itself.
  case joined(WorkerInfo, members: Int)
  /// A worker's digests agree: it can compute.
  case ready(name: String, ready: Int, needed: Int)
  /// A worker, or something that wanted to be one, was turned away.
  case refused(name: String, address: String, message: String)
  /// A worker went before the run started; the run goes on waiting.
  case gone(name: String, reason: String)
  /// Nothing was heard from a worker for some time.
  case suspect(name: String, silence: Duration)
  /// A suspect was heard again.
  case recovered(name: String)
  /// A worker came back with new sockets.
  case reconnected(name: String)
  /// Kernels differ and `cluster.require_same_bits` is off.
  case differentBits(name: String, message: String)
  /// The run starts with these members, and these shards for each.
  case started([DealtWorker])
  /// A step is committed.
  case committed(StepFigures)
  /// The validation set is being evaluated on the weights of the step.
  case evaluating(step: Int)
  /// An evaluation is committed.
  case evaluated(StepFigures)
  /// Frames that were dropped since the last report.
  case dropped([FrameCounters.Line])
  /// This process stood still for so long; every deadline was moved by that.
  case stalled(Duration)
  /// The run ends.
  case finishing(Outcome)
}

/// A worker as it introduced itself.
package struct WorkerInfo: Equatable, Sendable {
  package var name: String
  package var host: String
  package var pid: Int32
  package var threads: Int
  package var instructionSet: String
  package var address: String
}

/// A worker and what it computes of every step.
package struct DealtWorker: Equatable, Sendable {
  package var name: String
  package var lanes: Int
  package var shards: Range<Int>
}

/// How much a report matters; the names are those of swift-log.
package enum ReportLevel: String, Equatable, Sendable {
  case debug, info, notice, warning, error
}

extension CoordinatorReport: CustomStringConvertible {
  package var level: ReportLevel {
    switch self {
    case .committed: .debug
    case .joined, .ready, .started, .evaluating, .evaluated: .info
    case .gone, .recovered, .reconnected: .notice
    case .refused, .suspect, .differentBits, .dropped, .stalled: .warning
    case .finishing(let outcome): outcome.ending == .done ? .info : .error
    }
  }

  package var description: String {
    switch self {
    case .joined(let worker, let members):
      "worker \(worker.name) joined (\(worker.host), pid \(worker.pid), threads \(worker.threads), \(worker.instructionSet), "
        + "\(worker.address)); members \(members)"
    case .ready(let name, let ready, let needed): "worker \(name) is ready (\(ready) of at least \(needed))"
    case .refused(let name, let address, let message): "worker \(name) at \(address) refused: \(message)"
    case .gone(let name, let reason): "worker \(name) left: \(reason)"
    case .suspect(let name, let silence): "worker \(name) was not heard for \(silence.seconds) s"
    case .recovered(let name): "worker \(name) is heard again"
    case .reconnected(let name): "worker \(name) is back with new sockets"
    case .differentBits(let name, let message): "worker \(name): \(message)"
    case .started(let workers):
      "run started: "
        + workers.map { "\($0.name) computes shards \($0.shards.lowerBound)..<\($0.shards.upperBound)" }
        .joined(separator: ", ")
    case .committed(let step): "step \(step.step): samples \(step.figures.samples), loss \(step.figures.loss)"
    case .evaluating(let step): "evaluating on the weights of step \(step)"
    case .evaluated(let step):
      "evaluation after step \(step.step): loss \(step.figures.loss), correct \(step.figures.correct)/\(step.figures.samples)"
    case .dropped(let lines):
      "dropped frames: "
        + lines.map { "\($0.reason.label) from \($0.address): \($0.count) (\($0.total) in all)" }.joined(
          separator: "; ")
    case .stalled(let duration): "this process stood still for \(duration.seconds) s; deadlines moved"
    case .finishing(let outcome): outcome.message
    }
  }
}

extension Duration {
  /// As a number of seconds with one decimal, for messages.
  var seconds: String {
    let tenths = (components.seconds * 10) + components.attoseconds / 100_000_000_000_000_000
    return "\(tenths / 10).\(tenths % 10)"
  }
}
