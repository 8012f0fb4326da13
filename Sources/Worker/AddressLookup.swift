import Dispatch
import Locks
import ZeroMQ

/// Looks up the addresses of the coordinator's host on a thread of its own: DNS may take half a minute to say that it does not answer, and meanwhile
/// the socket thread has signals and a watchdog to serve.
final class AddressLookup: Sendable {
  typealias Finding = Result<[Endpoint], SocketError>

  private enum State {
    case idle, underway
    case found(Finding)
  }

  private let endpoint: Endpoint
  private let wakeUp: WakeUp
  private let resolve: @Sendable (Endpoint) -> Finding
  private let queue = DispatchQueue(label: "mgd.addresses")
  private let state = Locked(State.idle)

  /// - Parameter wakeUp: Signalled once there is something to take.
  init(
    of endpoint: Endpoint, wakeUp: WakeUp,
    resolve: @escaping @Sendable (Endpoint) -> Finding = { endpoint in
      Finding { () throws(SocketError) in try endpoint.numeric() }
    }
  ) {
    self.endpoint = endpoint
    self.wakeUp = wakeUp
    self.resolve = resolve
  }

  /// Begins, unless a lookup is under way already. What is no name is found at once.
  func begin() {
    guard endpoint.isName else { return state.withLock { $0 = .found(.success([endpoint])) } }
    let isNew = state.withLock { state in
      if case .underway = state { return false }
      state = .underway
      return true
    }
    guard isNew else { return }
    queue.async { [self] in
      let finding = resolve(endpoint)
      state.withLock { $0 = .found(finding) }
      wakeUp.signal()
    }
  }

  /// What was found since ``begin()``, once; nil while it is not there yet.
  func take() -> Finding? {
    state.withLock { state in
      guard case .found(let finding) = state else { return nil }
      state = .idle
      return finding
    }
  }
}
