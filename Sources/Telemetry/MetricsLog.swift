import Foundation

/// `metrics.jsonl` of a run: a JSON object a line, each line written at once, so that a reader sees whole ones.
///
/// One owner writes; it is not shared between threads.
package final class MetricsLog {
  package let path: String
  private var file: FileHandle

  /// Opens the file, a new one or for more lines.
  package init(path: String) throws(TelemetryError) {
    self.path = path
    file = try Self.open(path)
  }

  private static func open(_ path: String) throws(TelemetryError) -> FileHandle {
    let manager = FileManager.default
    if !manager.fileExists(atPath: path), !manager.createFile(atPath: path, contents: nil) {
      throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    guard let file = FileHandle(forWritingAtPath: path) else {
      throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    do { try file.seekToEnd() } catch { throw .cannotOpen(path: path, reason: "\(error)") }
    return file
  }

  /// Drops the lines of later steps: the run goes on from this one, and writes them again.
  ///
  /// - Returns: The seconds of training that the last line tells; nil when there is none.
  package func keep(through step: Int) throws(TelemetryError) -> Double? {
    guard let text = FileManager.default.contents(atPath: path), !text.isEmpty else { return nil }
    var seconds: Double?
    var kept = Data()
    for line in Self.lines(of: text) {
      guard let fields = try? JSONSerialization.jsonObject(with: line) as? [String: Any],
        let found = fields["step"] as? Int, found <= step
      else { continue }
      seconds = fields["seconds"] as? Double ?? seconds
      kept += line + [UInt8(ascii: "\n")]
    }
    do { try kept.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw .cannotWrite(path: path, reason: error.localizedDescription)
    }
    close()
    file = try Self.open(path)
    return seconds
  }

  /// By bytes, since to Swift a carriage return and the newline behind it are one character.
  private static func lines(of text: Data) -> [Data] {
    text.split(separator: UInt8(ascii: "\n")).map { line in
      let end = line.lastIndex { $0 != UInt8(ascii: "\r") } ?? line.startIndex
      return line[...end]
    }
  }

  package func record(_ figures: StepFigures) throws(TelemetryError) {
    try append(figures.json)
  }

  package func record(_ figures: EvaluationFigures) throws(TelemetryError) {
    try append(figures.json)
  }

  package func close() {
    // Every line is already written; a second close has nothing to say.
    try? file.close()
  }

  private func append(_ line: String) throws(TelemetryError) {
    let end = try? file.offset()
    do { try file.write(contentsOf: Data((line + "\n").utf8)) } catch {
      // A full disk takes the beginning of a line, to which the next one would be glued.
      if let end { try? file.truncate(atOffset: end) }
      throw .cannotWrite(path: path, reason: error.localizedDescription)
    }
  }
}
