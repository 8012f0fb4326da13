import Foundation
import Training
import Wire
import ZeroMQ

// Where workers and people reach the run.
extension CoordinatorService {
  func listen(_ run: RunID, _ keys: KeyFiles?) throws -> [ServerPort] {
    let context = try Context()
    var ports: [ServerPort] = []
    do {
      if let port = try localPort(run, context) { ports.append(port) }
      guard let listen = settings.cluster.listen else { return ports }
      let endpoint = try Endpoint(parsing: listen)
      let gatekeeper = try keys.map { keys in try Gatekeeper(keys, context: context) }
      if gatekeeper == nil { warnOfOpenPort(endpoint) }
      ports.append(
        try ServerPort(listeningAt: endpoint, number: ports.count, context: context, gatekeeper: gatekeeper))
      return ports
    } catch let error as SocketError {
      throw CoordinatorError.cannotListen("\(error)")
    }
  }

  /// For local workers, and for a person who asks how the run stands.
  private func localPort(_ run: RunID, _ context: Context) throws(SocketError) -> ServerPort? {
    do {
      return try ServerPort(listeningAt: localEndpoint(run), number: 0, context: context)
    } catch {
      guard settings.cluster.localWorkers == 0 else { throw error }
      log.warning("mgd status and the like reach this run over tcp alone: \(error)")
      return nil
    }
  }

  private func warnOfOpenPort(_ endpoint: Endpoint) {
    guard !endpoint.isLocal else {
      return log.warning("listening without encryption: every user of this host can reach \(endpoint)")
    }
    log.warning(
      "security.insecure: whoever reaches \(endpoint) can read and change everything; mgd keygen makes keys")
  }

  /// The same for every life of a run, so that its local workers find the next one.
  private func localEndpoint(_ run: RunID) throws(SocketError) -> Endpoint {
    let directory = try RuntimeDirectory.prepare(environment: ProcessInfo.processInfo.environment)
    AbandonedSockets.remove(in: directory)
    return .ipc(path: LocalSocket.path(of: run, in: directory))
  }
}
