import ArgumentParser
import Datasets
import RunFiles
import Training

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Answers inputs with a run's model.",
    discussion: """
      Reads IDX or CSV, plain or gzip (a CSV row holds the inputs of one sample; a header is skipped), and prints a row a \
      sample: its index, the predicted class, the probability of each class. A model for values (mse, l1, huber) gives \
      its values instead; one with a single logit (bce_with_logits) gives class 0 or 1 and the probability of 1; one with \
      several such logits gives each class above one half, between spaces. Numbers have the digits that give the same \
      Float when they are read again.

      Inputs are scaled as in training. With data.scale = "unit", bytes of an IDX file are divided by 255, and the \
      numbers of a CSV file if the training inputs are bytes. For "standard", and for CSV, the training inputs must be \
      there.

        mgd predict runs/fashion-mnist --input t10k-images-idx3-ubyte.gz
        mgd predict runs/fashion-mnist --input pictures.csv --format json --output answers.json
      """)

  @OptionGroup var arguments: RunArguments

  @Option(
    help: ArgumentHelp("The inputs: IDX or CSV, plain or gzip; - for CSV from standard input.", valueName: "file"))
  var input: String

  @Option(help: "What is printed: a table with a header, or a JSON array with an object a line.")
  var format = PredictionFormat.csv

  @Option(help: ArgumentHelp("Where to, instead of standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "The inputs are what the model takes: scale nothing.")
  var asIs = false

  /// Rows that are computed and written at once.
  private static let batch = 1024

  func run() throws {
    try perform {
      let (_, settings, weights) = try arguments.opened()
      let inputs = try inputs(settings)
      let model = ModelUse(settings.model, loss: settings.loss.kind, weights: weights)
      try OutputFile.write(to: output) { try answer(inputs, with: model, $0) }
    }
  }

  private func answer(_ inputs: Dataset, with model: ModelUse, _ write: OutputFile.Writer) throws {
    try write(format.beginning(model.meaning))
    for start in stride(from: 0, to: inputs.count, by: Self.batch) {
      let ids = start..<min(start + Self.batch, inputs.count)
      let rows = zip(ids, model.answers(to: inputs, ids)).map { format.row($0, $1, model.meaning) }
      try write(rows.joined())
    }
    try write(format.end)
  }

  private func inputs(_ settings: RunSettings) throws -> Dataset {
    let scaling = InputScaling(settings.data)
    let path = input == "-" ? "/dev/stdin" : input
    let inputs = try Dataset(inputs: path) { elements, format in
      guard !asIs else { return .identity }
      do {
        return try scaling.scaling(of: elements, format)
      } catch let error as DatasetError where error.exitCode == 66 {
        throw CompanionError.scalingUnknown(scale: settings.data.scale.rawValue, reason: "\(error)")
      }
    }
    guard inputs.sampleSize == settings.model.input.reduce(1, *) else {
      throw CompanionError.otherInputs(file: input, expected: settings.model.input, found: inputs.sampleShape)
    }
    return inputs
  }
}
