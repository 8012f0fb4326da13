/// The line that stays on a terminal after an evaluation; the training's loss is left out where room is short.
enum EvaluationLine {
  static func rendered(_ figures: EvaluationFigures, _ style: TerminalStyle) -> String {
    let width = max(1, style.width - 1)
    let whole = line(figures, trainLoss: figures.trainLoss)
    let shown = whole.width <= width ? whole : line(figures, trainLoss: nil)
    return shown.truncated(to: width, ellipsis: style.ellipsis).rendered(style)
  }

  private static func line(_ figures: EvaluationFigures, trainLoss: Double?) -> StyledLine {
    var line = StyledLine("epoch \(figures.epoch)/\(figures.epochs)", .strong)
    if let trainLoss {
      line.append("  training loss ", .faint)
      line.append(NumberText.figure(trainLoss))
    }
    line.append("  validation loss ", .faint)
    line.append(NumberText.figure(figures.loss))
    if let correct = figures.correct {
      line.append("  accuracy ", .faint)
      line.append(NumberText.accuracy(correct: correct, of: figures.samples), .good)
    }
    return line
  }
}
