import Cluster
import Locks
import ZeroMQ

/// What a worker does now, in one line: "run fashion-mnist: computing".
final class WorkerStatus: Sendable {
  private let coordinator: Endpoint
  private let state = Locked(State())

  private struct State {
    var run = ""
    /// Nil while there is no run.
    var work: String?
    /// Why there is none.
    var reason: String?
  }

  init(coordinator: Endpoint) { self.coordinator = coordinator }

  /// Also called by those who find out why nobody answers.
  func note(_ report: WorkerReport) {
    state.withLock { state in
      switch report {
      case .welcomed(let run, _): state = State(run: run, work: "preparing")
      case .fetching(let name, _): state.work = "getting \(name)"
      case .ready(let run): state = State(run: run, work: "ready")
      case .dealt, .caughtUp, .coordinatorBack: state.work = "computing"
      case .coordinatorSilent(_, let step): state.work = "coordinator not heard at step \(step)"
      case .cannotConnect(let reason), .refused(let reason): state.reason = reason
      case .left: state = State()
      case .waiting, .reached, .stalled, .dropped: break
      }
    }
  }

  var text: String {
    state.withLock { state in
      if let work = state.work { return "run \(state.run): \(work)" }
      return "waiting for \(coordinator)" + (state.reason.map { ": \($0)" } ?? "")
    }
  }
}
