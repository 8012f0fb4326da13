import ArgumentParser
import Names
import Wire

/// What is asked for, and said when it is done.
extension ParsableCommand {
  fileprivate func carryOut(_ ask: Ask, _ control: ControlOptions) throws {
    try perform {
      let answer = try control.connect().ask(ask)
      guard answer.isDone else { throw CompanionError.refused(answer.message) }
      try Terminal.write(answer.message + "\n")
    }
  }
}

struct StopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop",
    abstract: "Ends a run in order, as SIGTERM does: a checkpoint, goodbyes, code 0. The second time it ends at once.")

  @OptionGroup var control: ControlOptions

  func run() throws { try carryOut(Ask(.stop), control) }
}

struct CheckpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint", abstract: "Has a checkpoint written now, while the run goes on.")

  @OptionGroup var control: ControlOptions

  func run() throws { try carryOut(Ask(.checkpoint), control) }
}

struct DrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drain",
    abstract:
      "Sends a worker away: others do its part, and it may not come again before --undo, or another life of the coordinator.",
    discussion: """
        mgd drain worker-3 runs/fashion-mnist
        mgd drain --undo worker-3 runs/fashion-mnist
      """)

  @Argument(help: "The worker's name.")
  var worker: String

  @OptionGroup var control: ControlOptions

  @Flag(help: "Let it come again.")
  var undo = false

  func validate() throws {
    guard PlainName.isValid(worker) else { throw ValidationError("'\(worker)': expected \(PlainName.rule)") }
  }

  func run() throws { try carryOut(Ask(undo ? .admit : .drain, worker: worker), control) }
}
