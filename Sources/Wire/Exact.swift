/// A Double that travels as the 16 hexadecimal digits of its bit pattern: every reader gets the same bits, NaN and
/// infinities included.
@propertyWrapper
package struct ExactBits: Codable, Equatable, Sendable {
  package var wrappedValue: Double

  package init(wrappedValue: Double) {
    self.wrappedValue = wrappedValue
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard text.utf8.count == 16, text.utf8.allSatisfy(isHexadecimalDigit), let bits = UInt64(text, radix: 16) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "bits of a Double: expected 16 hexadecimal digits, got '\(text.prefix(40))'")
    }
    wrappedValue = Double(bitPattern: bits)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hexadecimal(wrappedValue.bitPattern))
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.wrappedValue.bitPattern == right.wrappedValue.bitPattern
  }
}

/// A Duration that travels as a number of seconds, exact to the nanosecond.
@propertyWrapper
package struct Seconds: Codable, Equatable, Sendable {
  package var wrappedValue: Duration

  /// Longer than any time in the protocol; short enough that sums of such times cannot overflow.
  static let longest = 1e6

  package init(wrappedValue: Duration) {
    self.wrappedValue = wrappedValue
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let seconds = try container.decode(Double.self)
    guard seconds >= 0, seconds <= Self.longest else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "seconds: expected 0 to \(Self.longest), got \(seconds)")
    }
    wrappedValue = .nanoseconds(Int64((seconds * 1e9).rounded()))
  }

  package func encode(to encoder: any Encoder) throws {
    let (seconds, attoseconds) = wrappedValue.components
    var container = encoder.singleValueContainer()
    try container.encode((Double(seconds) * 1e9 + Double(attoseconds / 1_000_000_000)) / 1e9)
  }
}
