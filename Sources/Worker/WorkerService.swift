import Cluster
import Foundation
import Kernels
import Logging
import ServiceManager
import Training
import ZeroMQ

/// A worker process's whole work: waits for a coordinator, joins its run, computes, and waits for the next.
package final class WorkerService: Sendable {
  package struct Options: Sendable {
    package var coordinator: Endpoint
    /// Threads that compute.
    package var threads: Int
    package var name: String
    /// Directories in which data files are looked for.
    package var data: [String]
    /// Where data files lie that come from a coordinator.
    package var cache: DataCache.Place
    /// Ends with the first run.
    package var once: Bool
    /// How long it goes on looking for a coordinator that fell silent; nil for ever.
    package var patience: Duration?
    /// Nil where nobody asks for keys.
    package var keys: WorkerKeys?

    package init(
      coordinator: Endpoint, threads: Int, name: String, data: [String], cache: DataCache.Place, once: Bool,
      patience: Duration? = nil,
      keys: WorkerKeys? = nil
    ) {
      self.coordinator = coordinator
      self.threads = threads
      self.name = name
      self.data = data
      self.cache = cache
      self.once = once
      self.patience = patience
      self.keys = keys
    }
  }

  private let options: Options
  private let log: Logger
  private let status: WorkerStatus
  private let notifier: Notifier?
  private let inbox: WorkerLoop.Inbox
  private let failpoints: Failpoints

  /// Throws `SocketError`, or `FailpointProblem`.
  ///
  /// - Parameter notifier: Nil when no service manager started this process.
  package init(_ options: Options, log: Logger, notifier: Notifier? = nil) throws {
    self.options = options
    self.notifier = notifier
    status = WorkerStatus(coordinator: options.coordinator)
    failpoints = try Failpoints(
      ProcessInfo.processInfo.environment["MGD_FAILPOINTS"] ?? "", of: options.name)
    self.log = log
    inbox = try WorkerLoop.Inbox()
  }

  /// Asks the worker to leave; ``run()`` then returns.
  package func stop() {
    notifier?.stopping()
    inbox.post(.stopRequested)
  }

  /// Whether SIGHUP asks for ``readKeysAgain()``, instead of ending a process whose terminal is gone. A service manager sends it also
  /// where there are no keys to read.
  package var isReloadable: Bool { options.keys != nil || notifier != nil }

  /// Reads keys again, for new sockets; the work at hand goes on.
  package func readKeysAgain() { inbox.post(.keysChanged) }

  /// Works until the end, on the calling thread, which becomes the one that owns the sockets.
  package func run() throws(SocketError) -> Outcome {
    let computation = Computation(
      inbox: inbox, threads: options.threads, directories: options.data, cache: options.cache,
      failpoints: failpoints)
    var notice = WaitingNotice()
    let loop = try WorkerLoop(
      machine: WorkerMachine(identity: identity), inbox: inbox, computation: computation, endpoint: options.coordinator,
      keys: options.keys, clock: RunClock(), observer: observe,
      turned: { [notifier, status, log] now in
        notifier?.turned(at: now, status: status.text)
        if let words = notice.turn(status.wait(done: computation.activity.idle), at: now) { log.info("\(words)") }
      })
    defer { notifier?.stopping() }
    return try loop.run()
  }

  private var identity: WorkerIdentity {
    WorkerIdentity(
      name: options.name, host: ProcessInfo.processInfo.hostName, pid: ProcessInfo.processInfo.processIdentifier,
      threads: options.threads, instructionSet: InstructionSet.best.rawValue, build: Build.version,
      incarnation: UInt64.random(in: 1...UInt64.max), once: options.once,
      patience: options.patience)
  }

  private func observe(_ report: WorkerReport) {
    status.note(report)
    guard let level = Logger.Level(rawValue: report.level.rawValue) else { return }
    log.log(level: level, "\(report)")
  }
}
