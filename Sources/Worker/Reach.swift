import Cluster
import Dispatch
import Locks
import ZeroMQ

/// Finds out why no coordinator answers, and says it: at most once in 30 s the same. Belongs to the socket thread.
final class Reach {
  private let endpoint: Endpoint
  private let tell: @Sendable (WorkerReport) -> Void
  private let queue = DispatchQueue(label: "mgd.reach")
  /// Counts what came of the sockets, so that a probe knows whether it is still wanted.
  private let arrivals = Locked(0)
  private var told: (text: String, at: Duration)?
  private var local: String?
  /// A connection was taken, and then nothing was said.
  private var isUnanswered = false
  /// When a connection first ended without a word, since one stood.
  private var endedAt: Duration?
  private var nextProbe = Duration.zero
  /// When a handshake last failed for a reason that is certain.
  private var certainAt: Duration?

  private static let interval = Duration.seconds(30)
  /// Longer than the sockets of one pair take to fail.
  private static let again = Duration.seconds(2)
  /// What answers at once needs no probe, which would look like a stranger to it.
  private static let patience = DispatchTimeInterval.seconds(1)

  init(_ endpoint: Endpoint, _ tell: @escaping @Sendable (WorkerReport) -> Void) {
    self.endpoint = endpoint
    self.tell = tell
  }

  /// New sockets look for a coordinator.
  func look(at now: Duration) {
    if isUnanswered {
      say("\(endpoint) takes connections and says nothing: a coordinator that hangs, or something else", at: now)
      isUnanswered = false
    }
    guard now >= nextProbe else { return }
    nextProbe = now + Self.interval
    let before = arrivals.withLock { $0 }
    queue.asyncAfter(deadline: .now() + Self.patience) { [endpoint, tell, arrivals] in
      guard arrivals.withLock({ $0 }) == before else { return }
      tell(.cannotConnect("\(endpoint): \(Probe.connect(to: endpoint))"))
    }
  }

  /// What libzmq heard from the other side.
  func note(_ event: Monitor.Event, ownKey: PublicKey?, at now: Duration) {
    switch event {
    case .reached(let address, let from):
      arrivals.withLock { $0 += 1 }
      isUnanswered = true
      guard from != local else { return }
      local = from
      tell(.reached("\(address), from \(from)"))
    case .handshakeFailed(_, let failure):
      isUnanswered = false
      if isTelling(failure, at: now) { say(Self.text(failure, ownKey: ownKey), at: now) }
    case .connected:
      // Over ipc the only thing that is heard.
      arrivals.withLock { $0 += 1 }
      (isUnanswered, endedAt, certainAt) = (false, nil, nil)
    case .disconnected, .retrying: break
    }
  }

  /// A coordinator that ends just now ends connections without a word, too; one that does so again and again has a reason.
  private func isTelling(_ failure: Monitor.HandshakeFailure, at now: Duration) -> Bool {
    guard failure == .ended else {
      certainAt = now
      return true
    }
    // The same coordinator does not answer in another way a moment later: this would be a guess against what is known.
    if let certainAt, now - certainAt < Self.interval { return false }
    let first = endedAt ?? now
    endedAt = first
    return now - first >= Self.again
  }

  /// The sockets could not be opened at all.
  func note(_ problem: any Error, at now: Duration) { say("\(problem)", at: now) }

  private func say(_ text: String, at now: Duration) {
    if let told, told.text == text, now - told.at < Self.interval { return }
    told = (text, now)
    tell(.cannotConnect(text))
  }

  private static func text(_ failure: Monitor.HandshakeFailure, ownKey: PublicKey?) -> String {
    switch (failure, ownKey) {
    case (.turnedAway, let key?):
      "the coordinator does not let key \(key.text) in; add the line 'NAME \(key.text)' to its list of keys and send it SIGHUP"
    case (.turnedAway, nil): "the coordinator asks for a key; give this worker --key and --coordinator-key"
    case (.otherMechanism, .some):
      "the coordinator speaks without keys and this worker with them; give it security.key_file and security.allow_file"
    case (.otherMechanism, nil):
      "the coordinator speaks with keys and this worker without; give it --key and --coordinator-key (mgd keygen makes them)"
    case (.ended, .some):
      "the connection ended without a word: the coordinator's key is not that of --coordinator-key, or it is no coordinator"
    case (.ended, nil):
      "the connection ended without a word: the coordinator asks for keys (--key and --coordinator-key), or it is no coordinator"
    case (.malformed, _): "what answers there is no coordinator of mgd"
    }
  }
}
