import Foundation
import Keys
import ZeroMQ

/// Whether this host's worker could reach a coordinator, and would be let in.
struct WorkerFindings {
  let endpoint: Endpoint
  let keyFile: String?
  let coordinatorKeyFile: String?

  private static let patience: Duration = .seconds(6)

  var all: [Finding] {
    let (keys, keyFindings) = readKeys()
    let way = way
    guard way.grade != .bad, keyFindings.allSatisfy({ $0.grade != .bad }) else { return keyFindings + [way] }
    return keyFindings + [way, meeting(keys)]
  }

  private func readKeys() -> (security: Security, findings: [Finding]) {
    guard let keyFile, let coordinatorKeyFile else {
      return (
        .none,
        endpoint.isLocal
          ? [] : [.odd("key", "none: over the network a worker needs --key and --coordinator-key, or --insecure")]
      )
    }
    do {
      let credentials = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
      let pair = try SecretKeyFile.read(keyFile, credentials: credentials)
      let server = try PublicKeyFile.read(coordinatorKeyFile)
      guard pair.publicKey != server.key else {
        return (.none, [.bad("key", "\(keyFile) is the coordinator's own: make one for this worker with mgd keygen")])
      }
      let words = "\(keyFile) of public key \(pair.publicKey.text); trusts \(server.name) alone"
      return (.client(pair, server: server.key), [.good("key", words)])
    } catch {
      return (.none, [.bad("key", "\(error)")])
    }
  }

  private var way: Finding {
    if endpoint.isForListening {
      return .bad("coordinator", "\(endpoint): an address to listen at; a worker needs the coordinator's own")
    }
    let probe = Probe.connect(to: endpoint)
    let words = "\(endpoint): \(probe)"
    guard case .connected = probe else { return .bad("coordinator", words) }
    return endpoint.isLocal ? .odd("coordinator", "\(words); it is this host's own") : .good("coordinator", words)
  }

  /// The handshake as a worker has it, without a hello.
  private func meeting(_ security: Security) -> Finding {
    do {
      let dealer = try Socket(
        .dealer(RoutingID("doctor.\(UInt64.random(in: 1...UInt64.max))")), context: try Context(), security: security)
      let monitor = try Monitor(of: dealer)
      defer { dealer.close() }
      try dealer.connect(to: endpoint)
      let end = ContinuousClock.now + Self.patience
      while ContinuousClock.now < end {
        while let event = try monitor.next() {
          if let finding = finding(event, security) { return finding }
        }
        Thread.sleep(forTimeInterval: 0.01)
      }
      return .bad("handshake", "no answer: what listens there is hung, or no coordinator of mgd")
    } catch {
      return .bad("handshake", "\(error)")
    }
  }

  private func finding(_ event: Monitor.Event, _ security: Security) -> Finding? {
    switch event {
    case .reached, .disconnected, .retrying: return nil
    case .connected:
      guard case .client = security else { return .odd("handshake", "done, without encryption") }
      return .good("handshake", "done: this key is let in; whether as a worker, the coordinator's list says")
    case .handshakeFailed(_, .turnedAway):
      return .bad(
        "handshake", "the coordinator does not let this key in: put 'NAME KEY' on its list, and send it SIGHUP")
    case .handshakeFailed(_, .otherMechanism):
      return .bad("handshake", "one side has keys and the other has none")
    case .handshakeFailed(_, .ended):
      return .bad(
        "handshake",
        "ended without a word: \(coordinatorKeyFile ?? "this worker has no key, and it") is not what the coordinator expects"
      )
    case .handshakeFailed(_, .malformed): return .bad("handshake", "what listens there is no coordinator of mgd")
    }
  }
}
