/// The box that closes a run: figures, where the files are, and the next command.
enum SummaryBox {
  static func rendered(_ summary: RunSummary, _ style: TerminalStyle) -> String {
    var title = StyledLine(summary.status.rawValue, summary.status == .done ? .good : .bad)
    title.append("  ")
    title.append(summary.name, .strong)
    var lines: [StyledLine] = [""]
    if let message = summary.message { lines += [StyledLine(message), ""] }
    lines += Columns.aligned(figures(summary) + places(summary), [.left, .left]) + [""]
    return Box(title: title, lines: lines).rendered(style)
  }

  private static func figures(_ summary: RunSummary) -> [[StyledLine]] {
    var rows = [row("trained", trained(summary))]
    if let loss = summary.trainLoss { rows.append(row("training", "loss \(NumberText.figure(loss))")) }
    if let validation = summary.validation { rows.append(row("validation", self.validation(validation))) }
    rows.append(row("speed", "\(NumberText.rate(summary.samplesPerSecond)) samples/s, \(workers(summary))"))
    return rows
  }

  private static func places(_ summary: RunSummary) -> [[StyledLine]] {
    var rows = [row("files", summary.directory)]
    if !summary.files.isEmpty { rows.append(row("", summary.files.joined(separator: "  "))) }
    for (index, command) in summary.next.enumerated() {
      rows.append([StyledLine(index == 0 ? "next" : "", .faint), StyledLine(command, .accent)])
    }
    return rows
  }

  private static func row(_ name: String, _ text: String) -> [StyledLine] {
    [StyledLine(name, .faint), StyledLine(text)]
  }

  static func trained(_ summary: RunSummary) -> String {
    "\(NumberText.count(summary.steps, "step")) (\(NumberText.count(summary.epochs, "epoch"))) "
      + "in \(NumberText.duration(summary.seconds))"
  }

  static func validation(_ figures: EvaluationFigures) -> String {
    let loss = "loss \(NumberText.figure(figures.loss))"
    guard let correct = figures.correct else { return loss }
    return loss + ", accuracy \(NumberText.accuracy(correct: correct, of: figures.samples))"
  }

  static func workers(_ summary: RunSummary) -> String {
    "\(NumberText.count(summary.workers, "worker")) with \(NumberText.count(summary.threads, "thread"))"
  }
}
