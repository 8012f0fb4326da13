import CompanionProgram
import CoordinatorProgram
import WorkerProgram

/// The companion, or another program whose name this one is called by.
///
/// A package installs it alone, with links by the other names: Swift's libraries then lie on a host once, not three times.
@main
enum MgdDoor {
  static func main() async {
    switch CommandLine.arguments.first?.split(separator: "/").last {
    case "mgd-coordinator": await CoordinatorCommand.main()
    case "mgd-worker": await WorkerCommand.main()
    default: MgdCommand.main()
    }
  }
}
