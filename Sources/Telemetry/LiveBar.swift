/// The line that moves while a run trains: epoch, bar, step, loss, accuracy, speed, time left.
///
/// Where there is less room, words are shortened first; then the parts that matter least are left out.
enum LiveBar {
  /// Room for the bar itself.
  private static let barWidths = 10...40
  private static let gap = 2

  static func rendered(_ figures: StepFigures, _ style: TerminalStyle) -> String {
    // A terminal wraps once its last column is written; that one stays empty.
    let width = max(1, style.width - 1)
    let parts = fitting(figures, in: width)
    let room = width - parts.reduce(0) { $0 + $1.width + gap }
    var line = parts[0]
    if room >= barWidths.lowerBound {
      line.append("  ")
      line.append(bar(figures, width: min(room, barWidths.upperBound), style))
    }
    for part in parts.dropFirst() {
      line.append("  ")
      line.append(part)
    }
    return line.truncated(to: width, ellipsis: style.ellipsis).rendered(style)
  }

  /// The parts in their order on the screen, without those for which there is no room.
  private static func fitting(_ figures: StepFigures, in width: Int) -> [StyledLine] {
    func fits(_ parts: [Part]) -> Bool {
      parts.reduce(barWidths.lowerBound) { $0 + $1.line.width + gap } <= width
    }
    var kept = parts(figures, isShort: false)
    if !fits(kept) { kept = parts(figures, isShort: true) }
    while kept.count > 1, !fits(kept), let least = kept.map(\.importance).min() {
      kept.removeAll { $0.importance == least }
    }
    return kept.map(\.line)
  }

  private struct Part {
    let line: StyledLine
    let importance: Int
  }

  private static func parts(_ figures: StepFigures, isShort: Bool) -> [Part] {
    let steps = "\(figures.step)/\(figures.steps)"
    let rate = figures.samplesPerSecond
    let speed = isShort ? "\(NumberText.shortRate(rate))/s" : "\(NumberText.rate(rate)) samples/s"
    var parts = [Part(line: StyledLine("epoch \(figures.epoch)/\(figures.epochs)", .strong), importance: 9)]
    parts.append(Part(line: isShort ? StyledLine(steps) : labelled("step", steps), importance: 3))
    parts.append(Part(line: labelled("loss", NumberText.figure(figures.loss)), importance: 8))
    if let accuracy = figures.accuracy {
      parts.append(Part(line: labelled(isShort ? "acc" : "accuracy", NumberText.figure(accuracy)), importance: 6))
    }
    parts.append(Part(line: StyledLine(speed, .accent), importance: 4))
    if let left = figures.secondsLeft {
      parts.append(Part(line: StyledLine("\(NumberText.clock(left)) left"), importance: 7))
    }
    return parts
  }

  private static func labelled(_ label: String, _ value: String) -> StyledLine {
    var line = StyledLine(label + " ", .faint)
    line.append(value)
    return line
  }

  private static func bar(_ figures: StepFigures, width: Int, _ style: TerminalStyle) -> StyledLine {
    let part = figures.steps > 0 ? Double(figures.step) / Double(figures.steps) : 0
    let full = min(width, max(0, Int(part * Double(width))))
    let (done, open) = style.isUnicode ? ("━", "─") : ("#", ".")
    var line = StyledLine(String(repeating: done, count: full), .good)
    line.append(String(repeating: open, count: width - full), .faint)
    return line
  }
}
