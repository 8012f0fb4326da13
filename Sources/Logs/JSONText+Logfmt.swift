import Telemetry

extension JSONText {
  /// The fields as `key=value`, with quotes where a value needs them; what stands in quotes is escaped as in JSON.
  var logfmt: String { fields.map { "\(Self.bareKey($0.key))=\(Self.logfmt($0.value))" }.joined(separator: " ") }

  private static func logfmt(_ value: Value) -> String {
    switch value {
    case .text(let text): isBare(text) ? text : quoted(text)
    case .integer(let value): String(value)
    case .number(let value): "\(value)"
    case .null: "null"
    }
  }

  private static func isBare(_ text: String) -> Bool {
    !text.isEmpty && quoted(text) == "\"\(text)\"" && !text.unicodeScalars.contains(where: isSpecial)
  }

  /// Keys have no quotes.
  private static func bareKey(_ key: String) -> String {
    let scalars = key.unicodeScalars.map { isSpecial($0) || $0 == "\"" || $0.value < 0x20 ? "_" : $0 }
    return scalars.isEmpty ? "_" : String(String.UnicodeScalarView(scalars))
  }

  private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool { scalar == "=" || scalar.properties.isWhitespace }
}
