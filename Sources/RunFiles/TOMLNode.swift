/// A value of a run file, and where it stands.
struct TOMLNode: Sendable, Equatable {
  var value: Value
  var place: Place

  indirect enum Value: Sendable, Equatable {
    case table([Entry])
    case array([TOMLNode])
    case string(String)
    case integer(Int)
    case number(Double)
    case boolean(Bool)
    case dateTime(String)
  }

  /// A key of a table with its value, in the order of the file.
  struct Entry: Sendable, Equatable {
    var key: String
    var keyPlace: Place
    var node: TOMLNode
  }

  var entries: [Entry]? {
    guard case .table(let entries) = value else { return nil }
    return entries
  }

  subscript(key: String) -> TOMLNode? {
    entries?.first { $0.key == key }?.node
  }
}

extension TOMLNode {
  /// What stands there, for a message: `string "x"`, `integer 3`, `a table`.
  var found: String {
    switch value {
    case .table: "a table"
    case .array(let elements): elements.isEmpty ? "an empty array" : "an array"
    case .string(let text): "string \(TOMLText.quoted(Self.shortened(text)))"
    case .integer(let value): "integer \(value)"
    case .number(let value): "number \(value)"
    case .boolean(let value): "boolean \(value)"
    case .dateTime(let text): "date or time \(text)"
    }
  }

  private static func shortened(_ text: String) -> String {
    text.count <= 60 ? text : text.prefix(57) + "..."
  }
}

/// Where something was said: a line and column of the file, or a `--set` argument.
enum Place: Sendable, Hashable {
  case file(line: Int, column: Int)
  /// By its path, and its number among the arguments.
  case override(String, number: Int)
  /// Nowhere in particular, as for something that is missing altogether.
  case start

  /// In the order of the file, then of the arguments.
  var order: (Int, Int, Int) {
    switch self {
    case .start: (0, 1, 1)
    case .file(let line, let column): (0, line, column)
    case .override(_, let number): (1, number, 0)
    }
  }
}
