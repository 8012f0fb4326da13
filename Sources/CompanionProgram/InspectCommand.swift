import ArgumentParser
import Checkpoints
import Datasets
import RunFiles
import Training

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows what is in a run file, a run's directory or a file of weights.",
    discussion: """
      A directory gives the figures of its run, a .safetensors file its tensors, a run file the model and its parameters. \
      For a comparison with PyTorch, --initial-weights writes the weights before the first step, and --sample-order \
      prints the order of an epoch: the number of a training sample a line, from 0; step s of the epoch takes the next \
      batch.size lines. Epochs count from 0 here, as in `for epoch in range(epochs)`: 0 is the one that the run shows \
      as epoch 1.

        mgd inspect runs/fashion-mnist
        mgd inspect runs/fashion-mnist/model.safetensors
        mgd inspect configs/fashion-mnist.toml --initial-weights initial.safetensors --sample-order 0 > order.txt
      """)

  @Argument(help: ArgumentHelp("A run file, the directory of a run, or a .safetensors file.", valueName: "path"))
  var path: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Print the order of the training samples in an epoch, from 0.", valueName: "epoch"))
  var sampleOrder: Int?

  @Option(help: ArgumentHelp("Write the weights before the first step as safetensors.", valueName: "file"))
  var initialWeights: String?

  @Option(help: ArgumentHelp("Overrides a key of the run file, as --set run.seed=7.", valueName: "section.key=value"))
  var set: [String] = []

  func validate() throws {
    if let sampleOrder, !(0...Self.lastEpoch).contains(sampleOrder) {
      throw ValidationError(
        "--sample-order \(sampleOrder): expected an epoch from 0, which is the first one, to \(Self.lastEpoch)")
    }
  }

  /// No run comes near it.
  private static let lastEpoch = 1_000_000_000

  private var asksForRun: Bool { sampleOrder != nil || initialWeights != nil }

  func run() throws {
    try perform {
      let kind = try InspectedKind(of: path)
      guard !asksForRun else { return try showRun(kind) }
      switch kind {
      case .weights: try Terminal.write(try WeightsTable(path).text)
      case .directory: try Terminal.write(try RunSummaryTable(try RunReference(path)).text)
      case .runFile:
        let settings = try RunReference(path).settings(set)
        let table = ModelTable(settings.model)
        try Terminal.write(table.text + "\n" + table.parameters)
      }
    }
  }

  private func showRun(_ kind: InspectedKind) throws {
    guard kind != .weights else { throw CompanionError.weightsAlone(path: path) }
    let settings = try RunReference(path).settings(set)
    if let initialWeights {
      try settings.model.writeInitialWeights(seed: settings.run.seed, to: initialWeights)
    }
    if let sampleOrder { try writeOrder(of: sampleOrder, settings) }
  }

  private func writeOrder(of epoch: Int, _ settings: RunSettings) throws {
    let count = try TrainingData(settings.data).train.count
    let order = SampleOrder(seed: settings.run.seed, epoch: epoch, count: count)
    if Terminal.isWatched { Terminal.complain("epoch \(epoch), which the run shows as epoch \(epoch + 1)") }
    let piece = 1 << 14
    for start in stride(from: 0, to: count, by: piece) {
      try Terminal.write((start..<min(start + piece, count)).map { "\(order.id(at: $0))\n" }.joined())
    }
  }
}
