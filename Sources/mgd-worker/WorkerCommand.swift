import ArgumentParser
import Cluster
import Foundation
import Logging
import ServiceLifecycle
import Training
import Worker
import ZeroMQ

@main
struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mgd-worker",
    abstract: "Computes shards of a training run that a coordinator leads.",
    discussion: """
      Waits for the coordinator, joins its run, computes, and goes on waiting for the next run unless --once is given. \
      Data files are found by name, size and SHA-256 in the directories given with --data.
      """,
    version: Build.version)

  @Option(help: "Where the coordinator listens: tcp://HOST:PORT or ipc:///PATH.")
  var coordinator: String

  @Option(help: "Threads that compute; 0 for all that this process may use.")
  var threads = 0

  @Option(help: ArgumentHelp("A directory with data files; the current one if none is given.", valueName: "dir"))
  var data: [String] = ["."]

  @Option(help: "This worker's name in the run; HOST.PID if not given.")
  var name: String?

  @Flag(help: "End with the first run instead of waiting for the next.")
  var once = false

  @Option(help: .hidden)
  var patience: Int?

  func validate() throws {
    guard (0...1024).contains(threads) else { throw ValidationError("--threads \(threads): expected 0 to 1024") }
    guard WorkerName.isValid(workerName) else {
      throw ValidationError("--name '\(workerName)': expected 1 to 64 of A-Z a-z 0-9 . _ - and no dot in front")
    }
  }

  mutating func run() async throws {
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    let log = Logger(label: "mgd-worker")
    let service: WorkerService
    do {
      let options = WorkerService.Options(
        coordinator: try Endpoint(parsing: coordinator), threads: threads == 0 ? Processors.available : threads,
        name: workerName, data: data, once: once, patience: patience.map { .seconds($0) })
      service = try WorkerService(options, log: log)
    } catch {
      FileHandle.standardError.write(Data("mgd-worker: \(error)\n".utf8))
      throw ExitCode(64)
    }
    let process = WorkerProcess(service: service, log: log)
    try await ServiceGroup(
      configuration: .init(
        services: [.init(service: process, successTerminationBehavior: .gracefullyShutdownGroup)],
        gracefulShutdownSignals: [.sigterm, .sigint],
        logger: Logger(label: "mgd-worker", factory: { _ in SwiftLogNoOpLogHandler() }))
    ).run()
    throw ExitCode(process.exitCode)
  }

  private var workerName: String { name ?? WorkerName.automatic }
}
