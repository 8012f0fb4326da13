import ArgumentParser
import Cluster
import Foundation
import Keys
import Logging
import Logs
import Names
import ServiceLifecycle
import ServiceManager
import Training
import Worker
import ZeroMQ

package struct WorkerCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "mgd-worker",
    abstract: "Computes shards of a training run that a coordinator leads.",
    discussion: """
      Waits for the coordinator, joins its run, computes, and goes on waiting for the next run unless --once is given. \
      Data files are found by name, size and SHA-256 in the directories given with --data.
      """,
    version: Build.version)

  @Option(help: "Where the coordinator listens: tcp://HOST:PORT or ipc:///PATH.")
  var coordinator: String

  @Option(help: ArgumentHelp("This worker's secret key (mgd keygen).", valueName: "file"))
  var key: String?

  @Option(help: ArgumentHelp("The public key of the coordinator: no other is trusted.", valueName: "file"))
  var coordinatorKey: String?

  @Flag(
    help: "Work for a coordinator on another host without keys: whoever is between them can read and change everything."
  )
  var insecure = false

  @Option(help: "Threads that compute; 0 for all that this process may use.")
  var threads = 0

  @Option(help: ArgumentHelp("A directory with data files; the current one if none is given.", valueName: "dir"))
  var data: [String] = ["."]

  @Option(
    help: ArgumentHelp(
      "Where data files are kept that come from the coordinator; $CACHE_DIRECTORY, or mgd in $XDG_CACHE_HOME or ~/.cache, if not given.",
      valueName: "dir"))
  var cache: String?

  @Option(help: ArgumentHelp("How much may lie there; the longest unused goes first.", valueName: "gigabytes"))
  var cacheLimit = 20

  @Option(help: "This worker's name in the run; if not given that of its key, or HOST.PID without one.")
  var name: String?

  @Flag(help: "End with the first run instead of waiting for the next.")
  var once = false

  @OptionGroup var logs: LogOptions

  @Option(help: .hidden)
  var patience: Int?

  package init() {}

  package func validate() throws {
    guard (0...1024).contains(threads) else { throw ValidationError("--threads \(threads): expected 0 to 1024") }
    guard (1...1_000_000).contains(cacheLimit) else {
      throw ValidationError("--cache-limit \(cacheLimit): expected 1 to 1000000 gigabytes")
    }
    if let name, !PlainName.isValid(name) {
      throw ValidationError("--name '\(name)': expected \(PlainName.rule)")
    }
    guard (key == nil) == (coordinatorKey == nil) else {
      throw ValidationError("expected --key and --coordinator-key together, found one of them")
    }
  }

  package mutating func run() async throws {
    // Its keys are read once the service stands.
    if key != nil { signal(SIGHUP, SIG_IGN) }
    let environment = ProcessInfo.processInfo.environment
    let output = logs.output(environment)
    output.begin()
    let log = Logger(label: "mgd-worker")
    let service: WorkerService
    do {
      service = try WorkerService(try options(log), log: log, notifier: Notifier(environment: environment))
    } catch {
      output.say(.error, "mgd-worker: \(error)")
      throw ExitCode((error as? KeyFileError)?.exitCode ?? 64)
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

  private func options(_ log: Logger) throws -> WorkerService.Options {
    let endpoint = try Endpoint(parsing: coordinator)
    guard !endpoint.isForListening else {
      throw SocketError.badEndpoint(coordinator, problem: "an address to listen at, not one to reach")
    }
    let keys = keys
    // A mistake in them is better heard now than at the first connection.
    _ = try keys?.read()
    if keys == nil, !endpoint.isLocal {
      guard insecure else { throw OpenConnection(endpoint: endpoint) }
      log.warning("--insecure: whoever is between this host and \(endpoint) can read and change everything")
    }
    return WorkerService.Options(
      coordinator: endpoint, threads: threads == 0 ? Processors.available : threads,
      name: name ?? (keys == nil ? WorkerName.automatic : ""), data: data,
      cache: DataCache.Place(directory: cache ?? Self.defaultCache, limit: cacheLimit * 1_000_000_000), once: once,
      patience: patience.map { .seconds($0) }, keys: keys)
  }

  private static var defaultCache: String {
    let environment = ProcessInfo.processInfo.environment
    if let directory = environment["CACHE_DIRECTORY"]?.split(separator: ":").first { return String(directory) }
    if let home = environment["XDG_CACHE_HOME"], home.hasPrefix("/") { return "\(home)/mgd" }
    return "\(NSHomeDirectory())/.cache/mgd"
  }

  private var keys: WorkerKeys? {
    guard let key, let coordinatorKey else { return nil }
    return WorkerKeys(
      secretFile: key, coordinatorFile: coordinatorKey,
      credentials: ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"])
  }
}

/// A coordinator on another host, and nothing that shows who it is.
private struct OpenConnection: Error, CustomStringConvertible {
  let endpoint: Endpoint

  var description: String {
    "\(endpoint) is on another host, and there are no keys; give --key and --coordinator-key (mgd keygen makes them), or --insecure "
      + "where everybody on the network is trusted"
  }
}
