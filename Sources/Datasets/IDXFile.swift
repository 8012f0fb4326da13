/// The content of an IDX file.
package struct IDXFile: Sendable, Equatable {
  package let path: String
  package let dimensions: [Int]
  package let elements: Elements
  /// Where the first number lies in the uncompressed file.
  let start: Int
  /// Bytes of one number in the file.
  let elementSize: Int

  /// Reads a file, plain or gzip by its first bytes, in pieces of bounded size.
  ///
  /// Nothing is allocated on the word of the header alone: its product is checked for overflow and against what a file of this
  /// size can hold.
  ///
  /// - Throws: ``DatasetError`` with the file and the byte.
  package init(reading path: String) throws {
    let source = try openByteSource(path)
    let header = try IDXHeader(from: source, file: path)
    let reader = IDXReader(source: source, file: path, header: header)
    elements = try reader.elements()
    self.path = path
    dimensions = header.dimensions
    start = header.bytes
    elementSize = header.type.size
  }

  /// The place of a number in the uncompressed file, for messages.
  func offset(ofElement index: Int) -> Int { start + index * elementSize }
}
