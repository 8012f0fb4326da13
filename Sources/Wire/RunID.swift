/// The name of one training: 128 random bits, drawn once by the coordinator.
///
/// Written as 32 lower-case hexadecimal digits; on the wire the 16 bytes stand in the same order as the digits.
package struct RunID: Hashable, Sendable {
  package let high: UInt64
  package let low: UInt64

  /// Stands in frames of a worker that has not been told the run yet.
  package static let none = RunID(high: 0, low: 0)

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Draws a new run id; the source of randomness comes in so that the simulator repeats itself.
  package init(using generator: inout some RandomNumberGenerator) {
    self.init(high: generator.next(), low: generator.next())
  }

  /// Reads 32 hexadecimal digits; nil for anything else.
  package init?(hex: some StringProtocol) {
    let digits = hex.utf8
    guard digits.count == 32, digits.allSatisfy(isHexadecimalDigit) else { return nil }
    guard let high = UInt64(hex.prefix(16), radix: 16), let low = UInt64(hex.suffix(16), radix: 16) else { return nil }
    self.init(high: high, low: low)
  }
}

extension RunID: CustomStringConvertible, Codable {
  package var description: String { hexadecimal(high) + hexadecimal(low) }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let id = RunID(hex: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "run id: expected 32 hexadecimal digits, got '\(text.prefix(40))'")
    }
    self = id
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// Sixteen lower-case digits, with leading zeros.
func hexadecimal(_ value: UInt64) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}

// `UInt64(_:radix:)` would also take a sign.
func isHexadecimalDigit(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
    UInt8(ascii: "A")...UInt8(ascii: "F"):
    true
  default: false
  }
}
