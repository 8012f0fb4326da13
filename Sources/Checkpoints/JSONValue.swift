/// A value of a JSON text, with objects in their order; numbers stay as written.
enum JSONValue: Equatable {
  case object([Member])
  case array([JSONValue])
  case string(String)
  case number(String)
  case bool(Bool)
  case null

  struct Member: Equatable {
    let name: String
    let value: JSONValue
    /// Where the name begins, in bytes from the start of the text.
    let offset: Int
  }

  /// A whole number of at least 0, written with digits alone.
  var size: Int? {
    guard case .number(let text) = self, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }

  var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  var array: [JSONValue]? {
    guard case .array(let values) = self else { return nil }
    return values
  }

  /// What the value is, for messages.
  var kind: String {
    switch self {
    case .object: "an object"
    case .array: "an array"
    case .string(let text): "the string \"\(text.prefix(40))\""
    case .number(let text): "the number \(text.prefix(40))"
    case .bool(let value): "\(value)"
    case .null: "null"
    }
  }
}

/// What is wrong with a JSON text, and where.
struct JSONProblem: Error, Equatable {
  let offset: Int
  let expected: String
  let found: String
}
