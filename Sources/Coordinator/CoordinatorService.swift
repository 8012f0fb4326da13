import Checkpoints
import Cluster
import Datasets
import Foundation
import Kernels
import Keys
import Logging
import RunFiles
import ServiceManager
import Synchronization
import Telemetry
import Training
import Wire
import ZeroMQ

/// Leads one run from its run file to its model: prepares, listens, starts local workers, trains, writes what a person asked for.
package final class CoordinatorService: Sendable {
  let settings: RunSettings
  private let resume: ResumePolicy
  private let forkOf: String?
  private let display: RunDisplay
  let log: Logger
  private let notifier: Notifier?
  private let endsItsProcess: Bool
  private let inbox: CoordinatorLoop.Inbox
  private let clock = RunClock()
  private let isDone = Atomic(false)

  /// - Parameters:
  ///   - forkOf: The run with whose checkpoint this new one begins.
  ///   - notifier: Nil when no service manager started this process.
  ///   - endsItsProcess: Nothing follows this run, so that its sockets need not be closed.
  package init(
    _ settings: RunSettings, resume: ResumePolicy = .auto, forkOf: String? = nil, display: RunDisplay, log: Logger,
    notifier: Notifier? = nil, endsItsProcess: Bool = false
  ) throws(SocketError) {
    self.settings = settings
    self.resume = resume
    self.forkOf = forkOf
    self.display = display
    self.log = log
    self.notifier = notifier
    self.endsItsProcess = endsItsProcess
    inbox = try CoordinatorLoop.Inbox()
  }

  /// Asks for the end of the run; ``run()`` then returns. The second time it returns at once.
  package func stop() {
    notifier?.stopping()
    inbox.post(.event(.stopRequested))
  }

  /// Whether every step is done and only the last files are being written, which nothing need break off.
  package var isWritingResult: Bool { isDone.load(ordering: .acquiring) }

  /// Whether SIGHUP asks for ``readKeysAgain()``, instead of ending a process whose terminal is gone. A service manager sends it also
  /// where there are no keys to read.
  package var isReloadable: Bool { settings.security.keyFile != nil || notifier != nil }

  /// Reads the list of keys again; who is not on it any more is lost to the run.
  package func readKeysAgain() { inbox.post(.readKeysAgain) }

  /// Asks for a checkpoint now.
  package func checkpoint() { inbox.post(.event(.checkpointRequested)) }

  /// Leads the run to its end, on the calling thread, which becomes the one that owns the sockets.
  ///
  /// - Returns: The exit code.
  package func run() throws -> Int32 {
    let preparation = try Preparation(settings, note: display.note)
    let start: RunStart
    do {
      start = try RunStart(preparation.run, resume, forkOf: forkOf)
    } catch let error as CoordinatorError where error.exitCode == 0 {
      return nothingToDo("\(error)")
    }
    for note in start.notes { display.note(note) }
    let digests = try start.comparedDigests(preparation.run, note: display.note)
    let ports = try listen(start.lineage.run, preparation.keys)
    // After everything is written.
    defer { close(ports) }
    return try lead(preparation, start, digests, ports)
  }

  private func nothingToDo(_ reason: String) -> Int32 {
    display.note(reason)
    // A service that ends before it was ready counts as one that failed.
    notifier?.ready(status: reason)
    return 0
  }

  private func close(_ ports: [ServerPort]) {
    for port in ports {
      if endsItsProcess { port.socket.abandon() } else { port.socket.close(linger: .seconds(1)) }
      port.removePath()
    }
  }

  /// - Parameter known: The run's digests, where they were compared with a checkpoint's.
  private func lead(_ preparation: Preparation, _ start: RunStart, _ known: Digests?, _ ports: [ServerPort]) throws
    -> Int32
  {
    let run = preparation.run
    try start.directory.write(Data(settings.toml().utf8), to: "run.toml")
    // Of an earlier life, whose end is not how the run stands any more.
    try start.directory.remove("summary.json")
    let replica = Replica(run)
    if let content = start.content { replica.load(content.replica) }
    let recorder = try recorder(for: run, start)
    let archive = Archive(start, settings, failpoints: preparation.failpoints)
    let fleet = LocalFleet(
      settings, endpoint: ports.first?.endpoint, directory: start.directory.path, inbox: inbox, log: log)
    defer { fleet?.terminate() }
    try fleet?.begin(after: start.lineage)
    let digests = known ?? run.digests(on: BatchLoop(run, threads: 1))
    archive.note(digests)
    inbox.post(.event(.prepared(digests)))
    var plan = CoordinatorPlan(
      run, preparation.welcome, start, localWorkers: fleet?.names ?? [], local: ports.first?.endpoint)
    plan.maxWorkers = preparation.mostWorkers
    let loop = CoordinatorLoop(
      machine: CoordinatorMachine(plan: plan), inbox: inbox, ports: ports,
      reducer: Reducer(layout: run.layout, plan: run.plan, replica: replica, window: settings.exchange.window),
      clock: clock, observer: observer(recorder, of: run), archive: archive, localWorkers: fleet,
      failpoints: preparation.failpoints, data: DataSource(paths: settings.data.paths.map(\.path), inbox: inbox),
      beginning: { Replica(run).copy() })
    if let listen = settings.cluster.listen {
      display.note("listening for workers at \(listen), at least \(settings.cluster.minWorkers)")
    }
    let outcome = try loop.run()
    notifier?.stopping()
    isDone.store(outcome.ending == .done, ordering: .releasing)
    // A checkpoint that is broken off leaves nothing under a checkpoint's name.
    if !outcome.isAtOnce { archive.finish() }
    return try RunEnding(
      run: run, replica: replica, directory: start.directory, recorder: recorder, display: display
    ).write(outcome)
  }

  private func recorder(for run: PreparedRun, _ start: RunStart) throws -> RunRecorder {
    let directory = start.directory
    let hasClasses = settings.loss.kind.countsCorrect
    var meter = TrainingMeter(plan: run.plan.batches, hasClasses: hasClasses)
    if let content = start.content {
      meter.continueFrom(content.replica.position, spent: .seconds(content.state.seconds))
    }
    return RunRecorder(
      display: display, log: log, clock: clock, logEvery: settings.telemetry.logEvery, meter: meter,
      metrics: try MetricsLog(path: directory.file("metrics.jsonl")),
      overview: run.overview(directory: directory.path))
  }

  private func observer(_ recorder: RunRecorder, of run: PreparedRun) -> any CoordinatorObserver {
    guard let notifier else { return recorder }
    return NotifyingObserver(recorder, notifier, steps: run.plan.batches.totalSteps)
  }
}

extension CoordinatorService {
  /// The exit code (sysexits.h) that fits an error of ``run()``.
  package static func exitCode(of error: any Error) -> Int32 {
    switch error {
    case let error as CoordinatorError: error.exitCode
    case let error as DatasetError: error.exitCode
    case let error as PreparationError: error.exitCode
    case let error as CheckpointError: error.exitCode
    case let error as KeyFileError: error.exitCode
    case is FailpointProblem: 64
    case is SocketError: 69
    case is KernelProblem: 69
    case is TelemetryError: 74
    default: 70
    }
  }
}
