import Cluster
import Datasets
import Foundation
import Kernels
import Logging
import RunFiles
import Telemetry
import Training
import Wire
import ZeroMQ

/// Leads one run from its run file to its model: prepares, listens, starts local workers, trains, writes what a person asked for.
package final class CoordinatorService: Sendable {
  private let settings: RunSettings
  private let display: RunDisplay
  private let log: Logger
  private let inbox: CoordinatorLoop.Inbox
  private let clock = RunClock()

  package init(_ settings: RunSettings, display: RunDisplay, log: Logger) throws(SocketError) {
    self.settings = settings
    self.display = display
    self.log = log
    inbox = try CoordinatorLoop.Inbox()
  }

  /// Asks for the end of the run; ``run()`` then returns.
  package func stop() { inbox.post(.stopRequested) }

  /// Leads the run to its end, on the calling thread, which becomes the one that owns the sockets.
  ///
  /// - Returns: The exit code.
  package func run() throws -> Int32 {
    try requireOneThread()
    if let isa = settings.cluster.isa { try Kernels.cap(isa) }
    let files = try settings.data.manifest()
    let run = try PreparedRun(settings)
    let ports = try listen()
    defer { for port in ports { port.removePath() } }
    let directory = try RunDirectory(parent: settings.run.directory, name: settings.run.name)
    if let moved = directory.movedAside { display.note("an earlier run of this name was moved to \(moved)") }
    try directory.write(Data(settings.toml().utf8), to: "run.toml")
    let replica = Replica(run)
    let recorder = try recorder(for: run, directory)
    let workers = LocalWorkers(program: LocalWorkers.findProgram(), logDirectory: directory.path)
    defer { workers.terminate() }
    try start(workers, connectingTo: ports)
    inbox.post(.prepared(run.digests(on: BatchLoop(run, threads: 1))))
    let outcome = try lead(run, try plan(for: run, files), ports, replica, recorder)
    return try RunEnding(run: run, replica: replica, directory: directory, recorder: recorder, display: display)
      .write(outcome)
  }

  private func lead(
    _ run: PreparedRun, _ plan: CoordinatorPlan, _ ports: [ServerPort], _ replica: Replica, _ recorder: RunRecorder
  ) throws -> Outcome {
    let reducer = Reducer(layout: run.layout, plan: run.plan, replica: replica, window: settings.exchange.window)
    let loop = CoordinatorLoop(
      machine: CoordinatorMachine(plan: plan), inbox: inbox, ports: ports, reducer: reducer, clock: clock,
      observer: recorder)
    return try loop.run()
  }

  private func plan(for run: PreparedRun, _ files: [DataFile]) throws -> CoordinatorPlan {
    let cluster = settings.cluster
    let welcome = Welcome(
      name: "", runName: settings.run.name, settings: try settings.workerJSON(),
      dataFiles: files.map { WireDataFile(role: $0.role.rawValue, name: $0.name, bytes: $0.bytes, sha256: $0.sha256) },
      members: 0,
      times: Times(
        heartbeat: cluster.heartbeatInterval, suspect: cluster.suspect, dead: cluster.dead,
        stepDeadline: cluster.stepDeadline),
      requireSameBits: cluster.requireSameBits, isaCap: cluster.isa?.rawValue)
    var random = SystemRandomNumberGenerator()
    return CoordinatorPlan(
      run: RunID(using: &random), term: 1, life: UInt64.random(in: 1...UInt64.max), welcome: welcome,
      training: run.plan,
      minWorkers: max(cluster.minWorkers, cluster.localWorkers), build: Build.version,
      averageWindow: settings.exchange.window)
  }

  private func start(_ workers: LocalWorkers, connectingTo ports: [ServerPort]) throws {
    guard settings.cluster.localWorkers > 0, let endpoint = ports.first?.endpoint else { return }
    let count = settings.cluster.localWorkers
    let threads =
      settings.cluster.localThreads > 0 ? settings.cluster.localThreads : max(1, Processors.available / count)
    let directories = Set(settings.data.paths.map { ($0.path as NSString).deletingLastPathComponent }).sorted()
    let data = directories.flatMap { ["--data", $0.isEmpty ? "." : $0] }
    for number in 1...count {
      let name = "local-\(number)"
      let arguments = [
        "--coordinator", "\(endpoint)", "--threads", "\(threads)", "--name", name, "--once", "--patience", "60",
      ]
      try workers.start(name: name, arguments: arguments + data, cores: cores(of: number, threads: threads)) {
        [inbox] exit in
        inbox.post(.localWorkerExited(name: exit.name, exitCode: exit.exitCode, lastWords: exit.lastWords))
      }
    }
  }

  /// Several workers that together fill the machine get processors of their own, or the kernel may put two of them on one; nil
  /// for a single worker, or when there are more threads than processors.
  private func cores(of number: Int, threads: Int) -> Range<Int>? {
    let (count, available) = (settings.cluster.localWorkers, Processors.available)
    guard count > 1, count * threads <= available, available == Processors.online else { return nil }
    return ((number - 1) * threads)..<(number * threads)
  }

  private func recorder(for run: PreparedRun, _ directory: RunDirectory) throws -> RunRecorder {
    let hasClasses = settings.loss.kind.countsCorrect
    return RunRecorder(
      display: display, log: log, clock: clock, logEvery: settings.telemetry.logEvery,
      meter: TrainingMeter(plan: run.plan.batches, hasClasses: hasClasses),
      metrics: try MetricsLog(path: directory.file("metrics.jsonl")), overview: run.overview(directory: directory.path))
  }

  private func listen() throws -> [ServerPort] {
    let context = try Context()
    var endpoints: [Endpoint] = []
    if settings.cluster.localWorkers > 0 { endpoints.append(try localEndpoint()) }
    if let listen = settings.cluster.listen { endpoints.append(try loopback(listen)) }
    do {
      return try endpoints.enumerated().map { try ServerPort(listeningAt: $1, number: $0, context: context) }
    } catch let error as SocketError {
      throw CoordinatorError.cannotListen("\(error)")
    }
  }

  private func localEndpoint() throws(SocketError) -> Endpoint {
    let directory = try RuntimeDirectory.prepare(environment: ProcessInfo.processInfo.environment)
    return .ipc(path: "\(directory)/\(getpid()).sock")
  }

  private func loopback(_ text: String) throws -> Endpoint {
    let endpoint = try Endpoint(parsing: text)
    guard endpoint.isLocal else { throw CoordinatorError.notLoopback(endpoint: text) }
    if case .tcp = endpoint {
      log.warning("listening without encryption: every user of this host can reach \(endpoint)")
    }
    return endpoint
  }
}

extension CoordinatorService {
  /// The exit code (sysexits.h) that fits an error of ``run()``.
  package static func exitCode(of error: any Error) -> Int32 {
    switch error {
    case let error as CoordinatorError: error.exitCode
    case let error as DatasetError: error.exitCode
    case let error as PreparationError: error.exitCode
    case is SocketError: 69
    case is KernelProblem: 69
    case is TelemetryError: 74
    default: 70
    }
  }
}
