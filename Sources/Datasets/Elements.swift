/// The numbers of a data set in the type that they were stored in, so that bytes stay bytes in memory.
package enum Elements: Sendable, Equatable {
  case bytes([UInt8])
  case signedBytes([Int8])
  case shorts([Int16])
  case integers([Int32])
  case floats([Float])
  case doubles([Double])

  package var count: Int {
    switch self {
    case .bytes(let numbers): numbers.count
    case .signedBytes(let numbers): numbers.count
    case .shorts(let numbers): numbers.count
    case .integers(let numbers): numbers.count
    case .floats(let numbers): numbers.count
    case .doubles(let numbers): numbers.count
    }
  }

  /// Calls with each number in order; every stored type fits a Double exactly.
  func forEach(_ body: (Double) throws -> Void) rethrows {
    switch self {
    case .bytes(let numbers): for number in numbers { try body(Double(number)) }
    case .signedBytes(let numbers): for number in numbers { try body(Double(number)) }
    case .shorts(let numbers): for number in numbers { try body(Double(number)) }
    case .integers(let numbers): for number in numbers { try body(Double(number)) }
    case .floats(let numbers): for number in numbers { try body(Double(number)) }
    case .doubles(let numbers): for number in numbers { try body(number) }
    }
  }

  /// Calls with the memory of the numbers, in this host's byte order.
  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    switch self {
    case .bytes(let numbers): try numbers.withUnsafeBytes(body)
    case .signedBytes(let numbers): try numbers.withUnsafeBytes(body)
    case .shorts(let numbers): try numbers.withUnsafeBytes(body)
    case .integers(let numbers): try numbers.withUnsafeBytes(body)
    case .floats(let numbers): try numbers.withUnsafeBytes(body)
    case .doubles(let numbers): try numbers.withUnsafeBytes(body)
    }
  }
}
