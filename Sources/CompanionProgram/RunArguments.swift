import ArgumentParser
import Datasets
import Reduction
import RunFiles
import Training

/// The arguments of the commands that use the model of a run.
struct RunArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The directory of a run, as runs/fashion-mnist, or a run file.",
      discussion: "A run file needs --model.", valueName: "run"))
  var run: String

  @Option(help: ArgumentHelp("The weights, instead of model.safetensors of the run's directory.", valueName: "file"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "Overrides a key of the run file, as --set data.directory=DIR.", valueName: "section.key=value"))
  var set: [String] = []
}

extension RunArguments {
  /// The run with its settings and weights; from here on this process computes as the run's own did.
  func opened() throws -> (run: RunReference, settings: RunSettings, weights: FlatBuffer) {
    let reference = try RunReference(run)
    let settings = try reference.settings(set)
    let weights = try settings.model.readWeights(try reference.model(model, settings))
    try settings.prepareKernels()
    return (reference, settings, weights)
  }
}

extension RunReference {
  /// Reads the data of a run.
  ///
  /// A run's directory may be looked at from elsewhere than where the run was started.
  func prepared(_ settings: RunSettings) throws -> PreparedRun {
    do {
      return try PreparedRun(settings)
    } catch let error as DatasetError {
      if isDirectory, case .missing(let file, let hint) = error, !file.hasPrefix("/") {
        let advice =
          "run files name data from the directory where the run was started: go there, "
          + "or say where they are with --set data.directory=DIR"
        throw DatasetError.missing(file: file, hint: hint ?? advice)
      }
      throw error
    }
  }
}
