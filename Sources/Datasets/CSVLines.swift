/// One line of a CSV file that has fields.
struct CSVLine: Equatable {
  /// From 1.
  let number: Int
  var fields: [Field] = []
  /// The column after the last character.
  var end = 1

  struct Field: Equatable {
    let text: String
    /// Where it begins, in bytes from 1.
    let column: Int
  }
}

/// Cuts a CSV file into lines and fields, in pieces of bounded size.
struct CSVLines {
  let file: String
  let source: any ByteSource

  /// A longer line is no table.
  private static let longestLine = 1 << 24
  private static let pieceSize = 1 << 16

  func forEach(_ body: (CSVLine) throws -> Void) throws {
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceSize, alignment: 16)
    defer { piece.deallocate() }
    var line: [UInt8] = []
    var number = 1
    while case let count = try source.read(into: piece), count > 0 {
      for byte in piece[..<count] {
        if byte == UInt8(ascii: "\n") {
          try emit(line, number, body)
          line.removeAll(keepingCapacity: true)
          number += 1
        } else {
          line.append(byte)
          guard line.count <= Self.longestLine else {
            throw malformed(number, 1, "lines of at most \(Self.longestLine) bytes", "a longer one")
          }
        }
      }
    }
    try emit(line, number, body)
  }

  private func emit(_ bytes: [UInt8], _ number: Int, _ body: (CSVLine) throws -> Void) throws {
    var bytes = bytes[...]
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if number == 1, bytes.starts(with: mark) { bytes.removeFirst(mark.count) }
    if bytes.contains(where: { $0 != 0x20 && $0 != 0x09 }) { try body(try fields(of: bytes, number)) }
  }

  private func fields(of bytes: ArraySlice<UInt8>, _ number: Int) throws -> CSVLine {
    var line = CSVLine(number: number, end: bytes.count + 1)
    var place = bytes.startIndex
    while true {
      let column = place - bytes.startIndex + 1
      let (text, next) = try field(bytes, from: place, number)
      line.fields.append(.init(text: text, column: column))
      guard next < bytes.endIndex else { return line }
      place = next + 1
    }
  }

  /// The field that begins at a place, and where its comma or the end of the line is.
  private func field(
    _ bytes: ArraySlice<UInt8>, from start: Int, _ number: Int
  ) throws -> (text: String, next: Int) {
    guard start < bytes.endIndex, bytes[start] == UInt8(ascii: "\"") else {
      let next = bytes[start...].firstIndex(of: UInt8(ascii: ",")) ?? bytes.endIndex
      return (String(decoding: bytes[start..<next], as: UTF8.self), next)
    }
    var text: [UInt8] = []
    var place = start + 1
    while place < bytes.endIndex {
      let isQuote = bytes[place] == UInt8(ascii: "\"")
      let isDoubled = isQuote && place + 1 < bytes.endIndex && bytes[place + 1] == UInt8(ascii: "\"")
      if isQuote, !isDoubled { break }
      text.append(bytes[place])
      place += isDoubled ? 2 : 1
    }
    let next = place + 1
    guard place < bytes.endIndex, next == bytes.endIndex || bytes[next] == UInt8(ascii: ",") else {
      throw malformed(
        number, place - bytes.startIndex + 1, "'\"' and then ',' or the end of the line", "something else")
    }
    return (String(decoding: text, as: UTF8.self), next)
  }

  private func malformed(_ line: Int, _ column: Int, _ expected: String, _ found: String) -> DatasetError {
    .malformedText(file: file, line: line, column: column, expected: expected, found: found)
  }
}
