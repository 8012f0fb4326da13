import Glibc
import Logging

/// The service manager's journal, when it is what standard error goes to.
package enum Journal {
  /// `$JOURNAL_STREAM` is inherited by processes whose standard error goes elsewhere, so that the file itself is compared.
  package static func isStandardError(_ environment: [String: String]) -> Bool {
    var info = stat()
    guard let stream = environment["JOURNAL_STREAM"], fstat(STDERR_FILENO, &info) == 0 else { return false }
    return stream == "\(info.st_dev):\(info.st_ino)"
  }

  /// Log lines for standard error: with the journal's levels if it is the journal, else with time and level in words.
  package static func handler(label: String, _ environment: [String: String]) -> any LogHandler {
    isStandardError(environment) ? JournalHandler() : StreamLogHandler.standardError(label: label)
  }

  /// Writes to standard error what is no event of the log.
  package static func say(_ level: Logger.Level, _ text: String, _ environment: [String: String]) {
    write(isStandardError(environment) ? line(level, text) : text + "\n")
  }

  /// As one call, so that lines of several threads do not mix.
  static func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// The line with its level (sd-daemon(3)), which is that of syslog.
  static func line(_ level: Logger.Level, _ text: String) -> String {
    text.split(separator: "\n").map { "<\(priority(of: level))>\($0)\n" }.joined()
  }

  private static func priority(of level: Logger.Level) -> Int {
    switch level {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }
}
