/// The box that opens a run: the model's table, then data, batch, workers and place.
enum Banner {
  static func rendered(_ overview: RunOverview, _ style: TerminalStyle) -> String {
    var title = StyledLine("mgd", .title)
    title.append("  ")
    title.append(overview.name, .strong)
    return Box(title: title, lines: [""] + modelTable(overview, style) + [""] + facts(overview) + [""]).rendered(style)
  }

  private static func modelTable(_ overview: RunOverview, _ style: TerminalStyle) -> [StyledLine] {
    let heading = ["layer", "", "output", "parameters"].map { StyledLine($0, .faint) }
    let input: [StyledLine] = ["", "input", StyledLine(NumberText.shape(overview.input, times: style.times)), ""]
    let layers = overview.layers.map { layer in
      [
        StyledLine(layer.name, .faint), StyledLine(layer.kind),
        StyledLine(NumberText.shape(layer.output, times: style.times)),
        StyledLine(layer.parameters == 0 ? "-" : NumberText.grouped(layer.parameters)),
      ]
    }
    let total: [StyledLine] = ["", "", "", StyledLine(NumberText.grouped(overview.parameters), .strong)]
    return Columns.aligned([heading, input] + layers + [total], [.left, .left, .left, .right])
  }

  /// Rows of a name and what is to be said about it.
  static func facts(_ overview: RunOverview) -> [StyledLine] {
    Columns.aligned(
      [
        [StyledLine("data", .faint), StyledLine(data(overview))],
        [StyledLine("training", .faint), StyledLine("\(length(overview)), \(overview.loss), \(overview.optimizer)")],
        [StyledLine("batch", .faint), StyledLine(batch(overview))],
        [StyledLine("workers", .faint), StyledLine(workers(overview))],
        [StyledLine("directory", .faint), StyledLine(overview.directory)],
      ], [.left, .left])
  }

  static func data(_ overview: RunOverview) -> String {
    let training = "\(NumberText.grouped(overview.trainingSamples)) training samples"
    guard overview.validationSamples > 0 else { return training + ", no validation" }
    return training + ", \(NumberText.grouped(overview.validationSamples)) to validate"
  }

  static func batch(_ overview: RunOverview) -> String {
    "\(NumberText.count(overview.batchSize, "sample")) in \(NumberText.count(overview.shards, "shard"))"
  }

  static func workers(_ overview: RunOverview) -> String {
    "\(NumberText.grouped(overview.workers)) with \(NumberText.count(overview.threads, "thread"))"
  }

  static func length(_ overview: RunOverview) -> String {
    switch overview.length {
    case .epochs(let epochs): NumberText.count(epochs, "epoch")
    case .steps(let steps): NumberText.count(steps, "step")
    }
  }
}
