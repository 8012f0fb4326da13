import Foundation

/// The process that has the lock of a run's directory: a coordinator, from before it listens until after its last words.
///
/// Only looked for: whoever took the lock, however shortly, would turn a coordinator away that begins just then.
struct RunHolder: Equatable {
  let process: Int

  /// Nil when no process of this host has it, or when it cannot be told.
  init?(ofRunAt path: String) {
    let run = URL(fileURLWithPath: path).standardizedFileURL
    let lock = run.deletingLastPathComponent().appendingPathComponent(".\(run.lastPathComponent).lock").path
    var info = stat()
    guard stat(lock, &info) == 0, let table = try? String(contentsOfFile: "/proc/locks", encoding: .utf8) else {
      return nil
    }
    guard let process = Self.process(lockingFile: "\(info.st_ino)", in: table) else { return nil }
    // Files of several file systems may have the same number: the holder wrote its own into the file.
    let written = (try? String(contentsOfFile: lock, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
    guard written.map({ $0 == "\(process)" }) ?? true else { return nil }
    self.process = process
  }

  /// A line of the table: `3: FLOCK  ADVISORY  WRITE 15138 fe:00:16220855 0 EOF`.
  private static func process(lockingFile number: String, in table: String) -> Int? {
    for line in table.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count >= 6, words[1] == "FLOCK", words[5].split(separator: ":").last.map(String.init) == number else {
        continue
      }
      return Int(words[4])
    }
    return nil
  }
}
