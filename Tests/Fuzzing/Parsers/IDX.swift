import Datasets

/// Files of numbers in IDX format, plain and packed.
enum IDX {
  static func check(_ input: [UInt8]) throws {
    let scratch = try ScratchDirectory()
    let plain = try read(input, "numbers", scratch)
    if let plain { try checkNumbers(plain, input) }
    guard !isPacked(input) else { return }
    let unpacked = try read(packed(input), "numbers.gz", scratch)
    try require(
      unpacked?.dimensions == plain?.dimensions && unpacked?.elements == plain?.elements,
      "other numbers when the file is packed")
  }

  private static func read(_ bytes: [UInt8], _ name: String, _ scratch: ScratchDirectory) throws -> IDXFile? {
    let path = try scratch.write(bytes, to: name)
    do { return try IDXFile(reading: path) } catch {
      try Datasets.checkWords(error, in: scratch, of: isPacked(bytes) ? nil : bytes.count)
      return nil
    }
  }

  /// A plain file is nothing but its header and its numbers.
  private static func checkNumbers(_ file: IDXFile, _ input: [UInt8]) throws {
    try require(file.elements.count == file.dimensions.reduce(1, *), "\(file.elements.count) of \(file.dimensions)")
    guard !isPacked(input) else { return }
    try require(written(file) == input, "other bytes when the numbers are written again")
  }

  private static func written(_ file: IDXFile) -> [UInt8] {
    func bytes(_ numbers: [some FixedWidthInteger]) -> [UInt8] {
      numbers.flatMap { number in withUnsafeBytes(of: number.bigEndian) { Array($0) } }
    }
    let (type, body): (UInt8, [UInt8]) =
      switch file.elements {
      case .bytes(let numbers): (0x08, numbers)
      case .signedBytes(let numbers): (0x09, bytes(numbers))
      case .shorts(let numbers): (0x0B, bytes(numbers))
      case .integers(let numbers): (0x0C, bytes(numbers))
      case .floats(let numbers): (0x0D, bytes(numbers.map(\.bitPattern)))
      case .doubles(let numbers): (0x0E, bytes(numbers.map(\.bitPattern)))
      }
    return [0, 0, type, UInt8(file.dimensions.count)] + bytes(file.dimensions.map { UInt32($0) }) + body
  }
}
