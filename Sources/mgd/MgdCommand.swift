import ArgumentParser
import Training

@main
struct MgdCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mgd", abstract: "Looks at run files, runs and models.", version: Build.version)
}
