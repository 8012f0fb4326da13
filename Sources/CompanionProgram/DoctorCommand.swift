import ArgumentParser
import RunFiles
import ZeroMQ

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Looks for what usually keeps a host from training, and names the remedy.",
    discussion: """
        mgd doctor                                            # this host: versions, kernels, limits, clock, addresses
        mgd doctor --config run.toml                          # and whether its coordinator could listen here
        mgd doctor --coordinator tcp://10.0.0.1:7077 --key worker-1.secret --coordinator-key coordinator.public

      The last one meets the coordinator as this host's worker would. It ends with 1 when something will not work.
      """)

  @Option(help: ArgumentHelp("A run file that this host is to lead.", valueName: "run.toml"))
  var config: String?

  @Option(help: ArgumentHelp("Overrides a key of the run file.", valueName: "section.key=value"))
  var set: [String] = []

  @OptionGroup var remote: CoordinatorOptions

  func validate() throws {
    guard config != nil || set.isEmpty else { throw ValidationError("--set changes a run file: expected --config") }
  }

  func run() throws {
    var isBad = false
    try perform {
      var findings = HostFindings.all
      if let config {
        let settings = try RunFile.load(config, overrides: set) { Terminal.complain("\($0)") }
        findings += CoordinatorFindings(settings).all
      }
      if let coordinator = remote.coordinator {
        let endpoint = try Endpoint(parsing: coordinator)
        findings +=
          WorkerFindings(endpoint: endpoint, keyFile: remote.key, coordinatorKeyFile: remote.coordinatorKey).all
      }
      var table = TextTable(.left, .left, .left)
      for finding in findings { table.add(finding.grade.rawValue, finding.subject, finding.words) }
      try Terminal.write(table.text)
      isBad = findings.contains { $0.grade == .bad }
    }
    if isBad { throw ExitCode(1) }
  }
}
