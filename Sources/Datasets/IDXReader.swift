/// Reads the numbers behind an IDX header, piece by piece.
struct IDXReader {
  let source: any ByteSource
  let file: String
  let header: IDXHeader

  private static let pieceSize = 1 << 20
  /// Memory taken on the word of a header that nothing confirms.
  private static let trustedBytes = 1 << 26

  func elements() throws -> Elements {
    try checkSize()
    switch header.type {
    case .bytes: return .bytes(try bytesAlone())
    case .signedBytes: return .signedBytes(try numbers { Int8(bitPattern: $0) })
    case .shorts: return .shorts(try numbers { Int16(bigEndian: $0) })
    case .integers: return .integers(try numbers { Int32(bigEndian: $0) })
    case .floats: return .floats(try finite(try numbers { Float(bitPattern: UInt32(bigEndian: $0)) }))
    case .doubles: return .doubles(try finite(try numbers { Double(bitPattern: UInt64(bigEndian: $0)) }))
    }
  }

  private var bytes: Int { header.count * header.type.size }

  /// A plain file has exactly the bytes that its header says; a packed one can at least hold them.
  private func checkSize() throws {
    guard let plain = source as? PlainFile else { return try checkPackedSize() }
    let (expected, overflow) = bytes.addingReportingOverflow(header.bytes)
    guard !overflow, plain.size == expected else {
      throw malformed(
        at: min(plain.size, overflow ? plain.size : expected),
        expected: "\(bytes) bytes of numbers for dimensions \(header.dimensions)",
        found: "\(plain.size - header.bytes)",
        hint: overflow || plain.size < expected
          ? "the file is cut short: fetch it again" : "there are bytes after the end")
    }
  }

  private func checkPackedSize() throws {
    guard let packed = source as? GzipFile else { return }
    let most = packed.packedSize.multipliedReportingOverflow(by: GzipFile.highestRatio)
    guard most.overflow || bytes <= most.partialValue else {
      throw malformed(
        at: 4, expected: "dimensions that \(packed.packedSize) compressed bytes can hold",
        found: "\(header.dimensions)", hint: nil)
    }
  }

  private func bytesAlone() throws -> [UInt8] {
    var numbers: [UInt8] = []
    numbers.reserveCapacity(trustedCount)
    try forEachPiece { numbers.append(contentsOf: $0) }
    return numbers
  }

  private func numbers<Stored: FixedWidthInteger, Number>(_ decode: (Stored) -> Number) throws -> [Number] {
    var numbers: [Number] = []
    numbers.reserveCapacity(trustedCount)
    try forEachPiece { numbers.append(contentsOf: $0.bindMemory(to: Stored.self).lazy.map(decode)) }
    return numbers
  }

  /// The header of a plain file is confirmed by the file's size; that of a packed one only as it is unpacked.
  private var trustedCount: Int {
    source is PlainFile ? header.count : min(header.count, Self.trustedBytes / header.type.size)
  }

  private func forEachPiece(_ take: (UnsafeRawBufferPointer) -> Void) throws {
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceSize, alignment: 16)
    defer { piece.deallocate() }
    var done = 0
    while done < bytes {
      let part = UnsafeMutableRawBufferPointer(rebasing: piece[..<min(piece.count, bytes - done)])
      let found = try source.read(into: part)
      guard found == part.count else { throw cutShort(at: done + found) }
      take(UnsafeRawBufferPointer(part))
      done += found
    }
    try checkEnd(piece)
  }

  /// Reading on to the end also verifies gzip's checksum.
  private func checkEnd(_ piece: UnsafeMutableRawBufferPointer) throws {
    let extra = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: piece[..<1]))
    guard extra == 0 else {
      throw malformed(
        at: header.bytes + bytes, expected: "the end of the file", found: "more bytes",
        hint: "the header says dimensions \(header.dimensions)")
    }
  }

  private func finite<Number: BinaryFloatingPoint>(_ numbers: [Number]) throws -> [Number] {
    // A Double beyond Float's range would become infinite in a batch.
    guard let place = numbers.firstIndex(where: { !Float($0).isFinite }) else { return numbers }
    throw malformed(
      at: header.bytes + place * header.type.size, expected: "a finite number that a Float holds",
      found: "\(numbers[place])", hint: nil)
  }

  private func cutShort(at place: Int) -> DatasetError {
    malformed(
      at: header.bytes + place, expected: "\(bytes) bytes of numbers for dimensions \(header.dimensions)",
      found: "\(place)", hint: "the file is cut short: fetch it again")
  }

  private func malformed(at offset: Int, expected: String, found: String, hint: String?) -> DatasetError {
    .malformed(file: file, offset: offset, expected: expected, found: found, hint: hint)
  }
}
