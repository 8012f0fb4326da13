import Foundation
import Logging
import Telemetry

/// One event of a log: when, how much it matters, what happened, and fields that a program can look for.
struct LogRecord {
  let time: Date
  let level: Logger.Level
  let message: String
  let fields: JSONText

  init(time: Date = Date(), level: Logger.Level, message: String, fields: JSONText = JSONText()) {
    (self.time, self.level, self.message, self.fields) = (time, level, message, fields)
  }

  /// - Parameter own: What the logger says with every event; the event's own fields win.
  init(time: Date = Date(), _ event: LogEvent, _ own: Logger.Metadata) {
    var fields = JSONText()
    for (key, value) in own.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
      fields.set(key, .text("\(value)"))
    }
    if let error = event.error { fields.set("error", .text("\(error)")) }
    self.init(time: time, level: event.level, message: "\(event.message)", fields: fields)
  }

  /// Without its end.
  func line(_ format: LogFormat) -> String {
    switch format {
    case .json: json
    case .logfmt: logfmt
    case .text: message
    }
  }

  /// In UTC, to the millisecond.
  private var timeText: String { time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }

  private var json: String {
    var text = head(message: "message")
    for field in fields.fields { text.set(Self.free(field.key, beside: ["time", "level", "message"]), field.value) }
    return text.compact
  }

  private var logfmt: String {
    var text = head(message: "msg")
    for field in fields.fields { text.set(Self.free(field.key, beside: ["time", "level", "msg"]), field.value) }
    return text.logfmt
  }

  private func head(message key: String) -> JSONText {
    var text = JSONText()
    text.set("time", .text(timeText))
    text.set("level", .text(level.rawValue))
    text.set(key, .text(message))
    return text
  }

  /// A key twice would be read in different ways.
  private static func free(_ key: String, beside taken: [String]) -> String { taken.contains(key) ? key + "_" : key }
}
