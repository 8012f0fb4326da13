/// How events of a program's log look on standard error.
package enum LogFormat: String, CaseIterable, Sendable {
  /// For people, or for the service manager's journal.
  case text
  /// `key=value` pairs, a line an event.
  case logfmt
  /// A JSON object a line.
  case json
}
