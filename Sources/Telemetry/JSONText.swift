import Foundation

/// A flat JSON object with its keys in the order in which they were given.
package struct JSONText: Sendable, Equatable {
  package enum Value: Sendable, Equatable {
    case text(String)
    case integer(Int)
    case number(Double)
    case null
  }

  package struct Field: Sendable, Equatable {
    package let key: String
    package let value: Value
  }

  package private(set) var fields: [Field] = []

  package init() {}

  package mutating func set(_ key: String, _ value: Value) {
    fields.append(Field(key: key, value: value))
  }

  /// Leaves out what is not there.
  package mutating func set(_ key: String, _ value: Double?) {
    if let value { set(key, .number(value)) }
  }

  package mutating func set(_ key: String, _ value: Int?) {
    if let value { set(key, .integer(value)) }
  }

  /// On one line, for a log of many.
  package var compact: String {
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

  /// In quotes, with escapes for what ends a string or a line, or cannot be seen.
  package static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where isInvisible(scalar):
        quoted += UTF16.encode(scalar)?.map { String(format: "\\u%04x", $0) }.joined() ?? ""
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
