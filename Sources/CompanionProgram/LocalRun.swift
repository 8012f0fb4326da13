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
  private let owner: uid_t

  /// - Throws: ``CompanionError``, `CheckpointError`.
  init(_ path: String) throws {
    reference = try Self.reference(path)
    guard reference.isDirectory, let lineage = try Lineage.read(from: path) else {
      if let holder = RunHolder(ofRunAt: path) { throw CompanionError.starting(run: path, process: holder.process) }
      throw CompanionError.notARun(path: path, missing: Lineage.fileName)
    }
    self.lineage = lineage
    var status = stat()
    owner = stat(path, &status) == 0 ? status.st_uid : geteuid()
  }

  /// A coordinator makes the directory of a first life when it has read its data.
  private static func reference(_ path: String) throws -> RunReference {
    do { return try RunReference(path) } catch CompanionError.noSuchRun(let path, .none) {
      if let holder = RunHolder(ofRunAt: path) { throw CompanionError.starting(run: path, process: holder.process) }
      throw CompanionError.noSuchRun(
        path: path, hint: "a coordinator that was started just now makes it when it has read its data")
    }
  }

  /// Where its coordinator listens; nil when none leads it now.
  ///
  /// - Throws: `SocketError.notTrusted` when others than the run's owner may have put the socket there.
  func endpoint() throws -> Endpoint? {
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

  /// Its last words; nil while somebody leads it, and when a later life left none.
  var summary: StoredSummary? {
    guard RunHolder(ofRunAt: reference.path) == nil, let summary = try? reference.summary else { return nil }
    return summary.steps >= reference.newestCheckpoint ?? 0 ? summary : nil
  }

  /// The same of a run that is done; what a longer run file adds makes it one that is not.
  var summaryWhenDone: StoredSummary? { summary.flatMap { $0.isDone ? $0 : nil } }
}

// Why there is nobody to ask.
extension LocalRun {
  var notLed: CompanionError { .notLed(run: reference.path, state: state) }

  private var state: String {
    if let holder = RunHolder(ofRunAt: reference.path) {
      return "process \(holder.process) leads it and is not reachable: "
        + (seesSockets ? "it is starting or ending" : "its own user and root may ask it") + "; \(newestCheckpoint)"
    }
    // Others do not see whether a coordinator listens, so that how a life ended may not be how the run stands.
    guard seesSockets else {
      return "no coordinator of this run is reachable for this user: its owner and root are told more; "
        + newestCheckpoint
    }
    return "no coordinator of this run is at work on this host, or its socket is another user's; \(stateWhenNotLed)"
  }

  private var seesSockets: Bool { geteuid() == 0 || geteuid() == owner }

  private var stateWhenNotLed: String {
    if summaryWhenDone != nil { return "it is done" }
    // Why it ended, if it said so.
    let ended = summary.map { "\($0.ending.printable(500)); " } ?? ""
    guard reference.newestCheckpoint != nil else {
      return ended + "\(newestCheckpoint), and the same mgd-coordinator command begins it"
    }
    return ended + "\(newestCheckpoint), from which the same mgd-coordinator command goes on"
  }

  private var newestCheckpoint: String {
    guard let step = reference.newestCheckpoint else { return "it has no checkpoint" }
    return "its newest checkpoint is that of step \(NumberText.grouped(step))"
  }
}
