import Checkpoints
import Cluster
import Foundation
import Glibc
import Telemetry
import Training
import ZeroMQ

/// A run of this host by its directory, whether it is being led or not.
struct LocalRun {
  let reference: RunReference
  private let lineage: Lineage

  /// - Throws: ``CompanionError``, `CheckpointError`.
  init(_ path: String) throws {
    reference = try RunReference(path)
    guard reference.isDirectory, let lineage = try Lineage.read(from: path) else {
      throw CompanionError.notARun(path: path, missing: Lineage.fileName)
    }
    self.lineage = lineage
  }

  /// Where its coordinator listens; nil when none leads it now.
  ///
  /// - Throws: `SocketError.notTrusted` when others than the run's owner may have put the socket there.
  func endpoint() throws -> Endpoint? {
    var status = stat()
    let owner = stat(reference.path, &status) == 0 ? status.st_uid : geteuid()
    for directory in RuntimeDirectory.candidates(of: owner, environment: ProcessInfo.processInfo.environment) {
      let path = LocalSocket.path(of: lineage.run, in: directory)
      guard access(path, R_OK | W_OK) == 0 else { continue }
      // The owner of the run is who is asked: root asks about anybody's.
      try RuntimeDirectory.requireOwners([0, geteuid(), owner], of: directory)
      let endpoint = Endpoint.ipc(path: path)
      if case .refused = Probe.connect(to: endpoint) { continue }
      return endpoint
    }
    return nil
  }

  /// - Throws: ``CompanionError/notLed(run:state:)`` when no coordinator leads it.
  func connect() throws -> ControlConnection {
    guard let endpoint = try endpoint() else { throw notLed }
    return try ControlConnection(to: endpoint, security: .none)
  }

  /// Why there is nobody to ask.
  var notLed: CompanionError { .notLed(run: reference.path, state: state) }

  /// Its last words, if it is done; what a longer run file adds makes it one that is not.
  var summaryWhenDone: StoredSummary? { newestSummary.flatMap { $0.isDone ? $0 : nil } }

  /// Nil when a later life left none.
  private var newestSummary: StoredSummary? {
    guard let summary = try? reference.summary, summary.steps >= newestCheckpoint ?? 0 else { return nil }
    return summary
  }

  private var state: String {
    if summaryWhenDone != nil { return "it is done" }
    // Why it ended, if it said so.
    let ended = newestSummary.map { "\($0.ending.printable(500)); " } ?? ""
    return ended + goesOn
  }

  private var goesOn: String {
    guard let newestCheckpoint else { return "it has no checkpoint, and the same mgd-coordinator command begins it" }
    return "its newest checkpoint is that of step \(NumberText.grouped(newestCheckpoint)), "
      + "from which the same mgd-coordinator command goes on"
  }

  private var newestCheckpoint: Int? { (try? CheckpointStore.steps(in: reference.file("checkpoints")))?.first }
}
