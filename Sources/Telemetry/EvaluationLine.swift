/// The line that stays on a terminal after an evaluation.
enum EvaluationLine {
  static func rendered(_ figures: EvaluationFigures, _ style: TerminalStyle) -> String {
    var line = StyledLine("epoch \(figures.epoch)/\(figures.epochs)", .strong)
    if let loss = figures.trainLoss {
      line.append("  training loss ", .faint)
      line.append(NumberText.figure(loss))
    }
    line.append("  validation loss ", .faint)
    line.append(NumberText.figure(figures.loss))
    if let correct = figures.correct {
      line.append("  accuracy ", .faint)
      line.append(NumberText.accuracy(correct: correct, of: figures.samples), .good)
    }
    return line.truncated(to: max(1, style.width - 1), ellipsis: style.ellipsis).rendered(style)
  }
}
