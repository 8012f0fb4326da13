import Foundation

/// A flat JSON object with its keys in the order in which they were given.
struct JSONText {
  enum Value: Sendable, Equatable {
    case text(String)
    case integer(Int)
    case number(Double)
    case null
  }

  var fields: [(key: String, value: Value)] = []

  mutating func set(_ key: String, _ value: Value) {
    fields.append((key, value))
  }

  /// Leaves out what is not there.
  mutating func set(_ key: String, _ value: Double?) {
    if let value { set(key, .number(value)) }
  }

  mutating func set(_ key: String, _ value: Int?) {
    if let value { set(key, .integer(value)) }
  }

  /// On one line, for a log of many.
  var compact: String {
    "{" + fields.map { "\(Self.quoted($0.key)):\(Self.text($0.value))" }.joined(separator: ",") + "}"
  }

  /// A field a line, for people.
  var pretty: String {
    "{\n" + fields.map { "  \(Self.quoted($0.key)): \(Self.text($0.value))" }.joined(separator: ",\n") + "\n}\n"
  }

  /// JSON knows no infinity and no NaN: those are null.
  private static func text(_ value: Value) -> String {
    switch value {
    case .text(let text): quoted(text)
    case .integer(let value): String(value)
    case .number(let value): value.isFinite ? "\(value)" : "null"
    case .null: "null"
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\0"..<" ": quoted += String(format: "\\u%04x", scalar.value)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
