import Foundation

/// `metrics.jsonl` of a run: a JSON object a line, each line written at once, so that a reader sees whole ones.
///
/// One owner writes; it is not shared between threads.
package final class MetricsLog {
  package let path: String
  private let file: FileHandle

  /// Opens the file, a new one or for more lines.
  ///
  /// - Parameter step: Lines of later steps are dropped: the run goes on from this one, and writes them again.
  package init(path: String, keepingThrough step: Int = .max) throws(TelemetryError) {
    self.path = path
    let manager = FileManager.default
    try Self.cut(path, after: step)
    if !manager.fileExists(atPath: path), !manager.createFile(atPath: path, contents: nil) {
      throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    guard let file = FileHandle(forWritingAtPath: path) else {
      throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    self.file = file
    do { try file.seekToEnd() } catch { throw .cannotOpen(path: path, reason: "\(error)") }
  }

  private static func cut(_ path: String, after step: Int) throws(TelemetryError) {
    guard step < .max, let text = try? String(contentsOfFile: path, encoding: .utf8) else { return }
    let lines = text.split(separator: "\n").filter { line in
      guard let fields = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let found = fields["step"] as? Int
      else { return false }
      return found <= step
    }
    do {
      try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch { throw .cannotWrite(path: path, reason: error.localizedDescription) }
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
    do { try file.write(contentsOf: Data((line + "\n").utf8)) } catch {
      throw .cannotWrite(path: path, reason: error.localizedDescription)
    }
  }
}
