/// The header of an IDX file (http://yann.lecun.com/exdb/mnist): what the numbers are, and how many.
///
/// ```
/// offset  bytes
///      0      2  zero
///      2      1  element type: 08 UInt8, 09 Int8, 0B Int16, 0C Int32, 0D Float, 0E Double
///      3      1  rank r
///      4     4r  dimensions, big-endian UInt32; the first counts the items
///   4+4r         the numbers, big-endian, last dimension fastest
/// ```
struct IDXHeader: Equatable {
  let type: IDXElementType
  let dimensions: [Int]

  /// More dimensions than this are not data.
  static let highestRank = 8

  /// How many bytes come before the numbers.
  var bytes: Int { 4 + 4 * dimensions.count }
  /// How many numbers follow.
  let count: Int

  init(type: IDXElementType, dimensions: [Int], count: Int) {
    self.type = type
    self.dimensions = dimensions
    self.count = count
  }

  init(from source: any ByteSource, file: String) throws {
    let magic = try Self.bytes(4, at: 0, "the 4 bytes of an IDX header", source, file)
    let type = try Self.type(magic, file)
    let rank = Int(magic[3])
    guard (1...Self.highestRank).contains(rank) else {
      throw DatasetError.malformed(
        file: file, offset: 3, expected: "1 to \(Self.highestRank) dimensions", found: "\(rank)", hint: nil)
    }
    let raw = try Self.bytes(4 * rank, at: 4, "\(rank) dimensions of 4 bytes", source, file)
    let dimensions = (0..<rank).map { place in
      raw[(4 * place)..<(4 * place + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    self.init(type: type, dimensions: dimensions, count: try Self.product(dimensions, of: type, file))
  }

  private static func bytes(
    _ count: Int, at offset: Int, _ what: String, _ source: any ByteSource, _ file: String
  ) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let found = try bytes.withUnsafeMutableBytes { try source.read(into: $0) }
    guard found == count else {
      throw DatasetError.malformed(
        file: file, offset: offset + found, expected: what, found: "the end of the file",
        hint: "the file is cut short: fetch it again")
    }
    return bytes
  }

  private static func type(_ magic: [UInt8], _ file: String) throws -> IDXElementType {
    let found = magic.map(hexadecimal).joined(separator: " ")
    guard magic[0] == 0, magic[1] == 0 else {
      throw DatasetError.malformed(
        file: file, offset: 0, expected: "an IDX file, which begins with 00 00", found: found,
        hint: "is this another format?")
    }
    guard let type = IDXElementType(rawValue: magic[2]) else {
      throw DatasetError.malformed(
        file: file, offset: 2, expected: "an element type 08, 09, 0B, 0C, 0D or 0E", found: hexadecimal(magic[2]),
        hint: nil)
    }
    return type
  }

  private static func product(_ dimensions: [Int], of type: IDXElementType, _ file: String) throws -> Int {
    func malformed(_ place: Int, _ expected: String) -> DatasetError {
      .malformed(file: file, offset: 4 + 4 * place, expected: expected, found: "dimensions \(dimensions)", hint: nil)
    }
    var bytes = type.size
    for (place, dimension) in dimensions.enumerated() {
      guard dimension > 0 else { throw malformed(place, "dimensions of at least 1") }
      let (product, overflow) = bytes.multipliedReportingOverflow(by: dimension)
      guard !overflow else { throw malformed(place, "at most \(Int.max) bytes of numbers") }
      bytes = product
    }
    return bytes / type.size
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}

/// The types of numbers that IDX knows, with their codes.
enum IDXElementType: UInt8, CaseIterable {
  case bytes = 0x08
  case signedBytes = 0x09
  case shorts = 0x0B
  case integers = 0x0C
  case floats = 0x0D
  case doubles = 0x0E

  /// Bytes of one number.
  var size: Int {
    switch self {
    case .bytes, .signedBytes: 1
    case .shorts: 2
    case .integers, .floats: 4
    case .doubles: 8
    }
  }
}
