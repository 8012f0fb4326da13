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
    /// What the work waits for.
    var awaited: Awaited = .nothing
    /// Why there is none.
    var reason: String?
  }

  private enum Awaited: Equatable {
    /// Or the machine says itself what it waits for.
    case nothing
    case something(String)
    /// The coordinator's next step, as long as nothing is computed.
    case step
  }

  init(coordinator: Endpoint) { self.coordinator = coordinator }

  /// Also called by those who find out why nobody answers.
  func note(_ report: WorkerReport) {
    state.withLock { state in
      switch report {
      case .welcomed(let run, _):
        state = State(run: run, work: "preparing", awaited: .something("data and model to be prepared"))
      case .fetching(let name, _):
        (state.work, state.awaited) = ("getting \(name)", .something("\(name) from the coordinator"))
      case .ready(let run):
        let shards = "its shards, until enough workers are there or the parameters have come"
        state = State(run: run, work: "ready", awaited: .something(shards))
      case .dealt, .caughtUp, .coordinatorBack: (state.work, state.awaited) = ("computing", .step)
      case .coordinatorSilent(_, let step):
        (state.work, state.awaited) = ("coordinator not heard at step \(step)", .nothing)
      case .cannotConnect(let reason), .refused(let reason): state.reason = reason
      case .left: state = State()
      case .waiting, .reached, .otherData, .stalled, .dropped: break
      }
    }
  }

  /// What this worker waits for, unless its machine says that.
  ///
  /// - Parameter done: How much was computed so far, as ``Activity/idle`` counts; nil while something is at work.
  func wait(done: Int?) -> Wait? {
    state.withLock { state in
      switch (state.awaited, done) {
      case (.nothing, _), (.step, nil): nil
      case (.something(let what), _): Wait(what: "run \(state.run): \(what)")
      case (.step, let done?): Wait(what: "run \(state.run): the next step of the coordinator", done: done)
      }
    }
  }

  var text: String {
    state.withLock { state in
      if let work = state.work { return "run \(state.run): \(work)" }
      guard let reason = state.reason else { return "waiting for \(coordinator)" }
      // Most reasons begin with the address.
      return "waiting for " + (reason.hasPrefix("\(coordinator)") ? reason : "\(coordinator): \(reason)")
    }
  }
}
