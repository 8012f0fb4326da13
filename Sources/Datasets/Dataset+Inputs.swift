import Foundation

/// The formats that inputs without targets may have.
package enum InputFormat: Sendable, Equatable {
  case idx
  case csv

  /// Looks at the first bytes of a file, behind gzip if it is packed.
  ///
  /// What is no regular file, as a pipe, can be read only once: it is taken for CSV.
  ///
  /// - Throws: ``DatasetError`` when the file is neither.
  package init(of path: String) throws {
    var start = [UInt8](repeating: 0, count: 512)
    guard Self.isRegular(path) else {
      self = .csv
      return
    }
    let source = try openByteSource(path)
    let count = try start.withUnsafeMutableBytes { try source.read(into: $0) }
    let found = start.prefix(count)
    if found.starts(with: [0, 0]) {
      self = .idx
    } else if !found.contains(where: Self.isControl) {
      self = .csv
    } else {
      throw DatasetError.malformed(
        file: path, offset: 0, expected: "IDX, which begins with 00 00, or text with numbers between commas",
        found: found.prefix(4).map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(
          separator: " "),
        hint: "inputs may be IDX or CSV, plain or gzip")
    }
  }

  /// What no text has; letters of any encoding may stand in the header of a table.
  private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && !(0x09...0x0D).contains(byte) }

  /// A file that is missing is said to be so when it is opened.
  private static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
  }
}

extension Dataset {
  /// Reads inputs alone, as for a prediction, from IDX or CSV.
  ///
  /// - Parameter scaling: Given the numbers and where they come from, how they become inputs.
  package convenience init(
    inputs path: String, scaling: (Elements, InputFormat) throws -> Scaling
  ) throws {
    let format = try InputFormat(of: path)
    let (elements, shape) = try Self.read(path, format)
    self.init(
      inputs: elements, sampleShape: shape, targets: .absent, scaling: try scaling(elements, format),
      origin: Origin(inputs: path))
  }

  private static func read(_ path: String, _ format: InputFormat) throws -> (Elements, shape: [Int]) {
    switch format {
    case .idx:
      let file = try IDXFile(reading: path)
      return (file.elements, Array(file.dimensions.dropFirst()))
    case .csv:
      let table = try CSVTable(reading: path)
      return (.floats(table.numbers), [table.columns])
    }
  }
}
