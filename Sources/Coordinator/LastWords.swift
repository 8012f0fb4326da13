/// What a program that ended said about it, on one line: its last warnings and errors, and whatever is no log event at all.
///
/// Ordinary events say nothing about the end; the last one stands in when there is nothing else.
enum LastWords {
  private static let mostLines = 5
  private static let ordinary: Set<Substring> = ["trace", "debug", "info", "notice"]

  /// - Parameter log: The last whole lines of its log.
  static func told(by log: String) -> String {
    let lines = log.split(separator: "\n").map(Line.init)
    let telling = lines.filter { !$0.isOrdinary }.suffix(mostLines)
    return (telling.isEmpty ? lines.suffix(1) : telling).map(\.text).joined(separator: " | ")
  }

  /// A line as swift-log's handler writes it, `TIME LEVEL LABEL: ... MESSAGE`, or any other.
  private struct Line {
    let isOrdinary: Bool
    /// Without the time, which the log file keeps.
    let text: Substring

    init(_ line: Substring) {
      let words = line.split(separator: " ", maxSplits: 2)
      let isEvent = words.count == 3 && words[0].contains("T") && words[0].first?.isNumber == true
      isOrdinary = isEvent && LastWords.ordinary.contains(words[1])
      text = isEvent ? line[words[1].startIndex...] : line
    }
  }
}
