import ArgumentParser
import Training

package struct MgdCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "mgd",
    abstract: "Looks at run files, runs and models, speaks with running coordinators, and makes keys.",
    discussion: """
      mgd-coordinator trains; mgd checks a run file before, and uses the model after. Every command tells what is wrong \
      on standard error, and ends with 64 for a wrong use, 65 for bad data, 66 for a missing input, 69 for a coordinator that does not answer, 73 or 74 for an output \
      that cannot be written, 78 for a run file with mistakes.
      """,
    version: Build.version,
    subcommands: [
      CheckCommand.self, EvaluateCommand.self, PredictCommand.self, InspectCommand.self, KeygenCommand.self,
      StatusCommand.self,
      StopCommand.self, CheckpointCommand.self, DrainCommand.self, DoctorCommand.self, CompletionsCommand.self,
    ])

  package init() {}
}
