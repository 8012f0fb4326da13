import ArgumentParser
import Datasets
import RunFiles
import Training
import Wire

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Finds the mistakes of a run file before anything is trained.",
    discussion: """
      Reads the run file and the data. Every mistake is told at once, with file, line and column; a run file without any \
      gives the model's table, the sizes of the data, the steps, the memory that gradients take, and notes on what is \
      allowed and may not be meant. Ends with 0, or with 78 for a mistake in the run file, 65 for bad data, 66 for a \
      missing file.

        mgd check configs/fashion-mnist.toml --set batch.size=512
      """)

  @Argument(help: ArgumentHelp("The run file, or the directory of a run.", valueName: "run.toml"))
  var file: String

  @Option(
    help: ArgumentHelp("Overrides a key, as --set optimizer.learning_rate=0.05.", valueName: "section.key=value"))
  var set: [String] = []

  func run() throws {
    try perform {
      let reference = try? RunReference(file)
      let settings = try reference?.settings(set) ?? RunFile.load(file, overrides: set)
      let files = try dataFiles(of: settings)
      let run = try PreparedRun(settings)
      _ = try Welcome(settings, files)
      try Terminal.write(RunReport(run: run, files: files).text)
    }
  }

  /// All files that cannot be read are told at once.
  private func dataFiles(of settings: RunSettings) throws -> [DataFile] {
    var files: [DataFile] = []
    var problems: [DatasetError] = []
    for (role, path) in settings.data.paths {
      do {
        files.append(try DataFile(role: role, path: path))
      } catch let error as DatasetError {
        problems.append(error)
      }
    }
    guard let last = problems.popLast() else { return files }
    for problem in problems { Terminal.complain("mgd: error: \(problem)") }
    throw last
  }
}
