import Logging
import ServiceManager
import Telemetry

/// Where a program says what happens to it: on standard error, in the form that was asked for.
package struct LogOutput: Sendable {
  private let format: LogFormat
  private let environment: [String: String]

  /// - Parameter environment: Tells whether standard error is the service manager's journal, whose levels every form has then.
  package init(_ format: LogFormat, _ environment: [String: String]) {
    self.format = format
    self.environment = environment
  }

  /// Whether a person reads it as it is.
  package var isForPeople: Bool { format == .text }

  /// Makes this the output of every logger of the process. To be called once.
  package func begin() { LoggingSystem.bootstrap(handler) }

  /// Says what is no event of a logger, as what is wrong with a run file.
  package func say(_ level: Logger.Level, _ text: String) {
    guard !isForPeople else { return Journal.say(level, text, environment) }
    write(LogRecord(level: level, message: text))
  }

  /// Says an event of a run, as `RunDisplay` tells it.
  package func say(_ event: RunEvent) {
    write(LogRecord(level: event.isFailure ? .error : .info, message: event.message, fields: event.fields))
  }

  func write(_ record: LogRecord) { Journal.say(record.level, record.line(format), environment) }

  private func handler(label: String) -> any LogHandler {
    isForPeople ? Journal.handler(label: label, environment) : RecordHandler(self)
  }
}
