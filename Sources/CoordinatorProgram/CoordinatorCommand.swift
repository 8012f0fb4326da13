import ArgumentParser
import Coordinator
import Foundation
import Logging
import Logs
import Names
import RunFiles
import ServiceLifecycle
import ServiceManager
import Telemetry
import Training

package struct CoordinatorCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "mgd-coordinator",
    abstract: "Leads one training run, described by a run file.",
    discussion: """
      Alone on a machine it starts its worker processes itself (cluster.local_workers); with cluster.listen it waits for \
      mgd-worker processes. Everything that the run writes lies in run.directory/run.name.
      """,
    version: Build.version)

  @Option(help: ArgumentHelp("The run file.", valueName: "run.toml"))
  var config: String

  @Option(help: ArgumentHelp("Overrides a key, as --set optimizer.learning_rate=0.05.", valueName: "section.key=value"))
  var set: [String] = []

  @Option(
    help: ArgumentHelp(
      "Where to begin: auto goes on from the run directory's newest valid checkpoint, never begins anew, a path goes on from there.",
      valueName: "auto|never|path"))
  var resume = "auto"

  @Option(help: ArgumentHelp("Begins a new run of this name with the run's checkpoint.", valueName: "name"))
  var fork: String?

  @OptionGroup var logs: LogOptions

  package init() {}

  package func validate() throws {
    if let fork, !PlainName.isValid(fork) {
      throw ValidationError("--fork '\(fork)': expected \(PlainName.rule)")
    }
  }

  package mutating func run() async throws {
    // Until there is a run to save it is no reason to end.
    signal(SIGUSR1, SIG_IGN)
    let environment = ProcessInfo.processInfo.environment
    let output = logs.output(environment)
    output.begin()
    let display = output.isForPeople ? .standardOutput() : RunDisplay(telling: output.say)
    var log = Logger(label: "mgd-coordinator")
    // The boxes say what a person wants to know; who joined belongs into a log file.
    if output.isForPeople, isatty(STDERR_FILENO) == 1 { log.logLevel = .notice }
    // A fork is a new run: its name stands in its run file, the old one is where it comes from.
    let source = try loadRunFile(config, overrides: set, output)
    var settings = source
    if let fork { settings.run.name = fork }
    if settings.security.keyFile != nil { signal(SIGHUP, SIG_IGN) }
    let process: CoordinatorProcess
    do {
      process = CoordinatorProcess(
        service: try CoordinatorService(
          settings, resume: ResumePolicy(resume), forkOf: fork == nil ? nil : source.run.name, display: display,
          log: log, notifier: Notifier(environment: environment), endsItsProcess: true))
    } catch {
      throw report(error, output)
    }
    try await ServiceGroup(
      configuration: .init(
        services: [.init(service: process, successTerminationBehavior: .gracefullyShutdownGroup)],
        gracefulShutdownSignals: [.sigterm, .sigint],
        logger: Logger(label: "mgd", factory: { _ in SwiftLogNoOpLogHandler() }))
    ).run()
    switch process.result {
    case .success(let code): throw ExitCode(code)
    case .failure(let error): throw report(error, output)
    }
  }
}

/// Says what went wrong.
private func report(_ error: any Error, _ output: LogOutput) -> ExitCode {
  output.say(.error, "mgd-coordinator: error: \(error)")
  return ExitCode(CoordinatorService.exitCode(of: error))
}

private func loadRunFile(_ path: String, overrides: [String], _ output: LogOutput) throws -> RunSettings {
  do {
    return try RunFile.load(path, overrides: overrides) { output.say(.warning, "\($0)") }
  } catch {
    output.say(.error, "\(error)")
    throw ExitCode(error.exitCode)
  }
}
