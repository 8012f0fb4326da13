import Checkpoints

/// Files of weights.
enum Safetensors {
  static func check(_ input: [UInt8]) throws {
    let scratch = try ScratchDirectory()
    let path = try scratch.write(input, to: "model.safetensors")
    let file: SafetensorsFile
    do { file = try SafetensorsFile(reading: path) } catch {
      return try Checkpoints.checkWords(error, in: scratch, of: input.count)
    }
    try checkPlaces(file.header, in: input.count)
    for entry in file.header.entries { try checkNumbers(file, entry, scratch, input) }
    try checkModel(file, path, scratch, input)
    try checkWritten(file, input, scratch)
  }

  /// The tensors are all of the file behind its header, one after the other.
  private static func checkPlaces(_ header: SafetensorsHeader, in size: Int) throws {
    try require(header.bufferLength <= size - 8, "\(header.bufferLength) bytes of tensors in \(size)")
    var end = 0
    for entry in header.entries {
      try require(entry.range.lowerBound == end, "\(entry) behind byte \(end)")
      end = entry.range.upperBound
      let bytes = entry.shape.reduce(entry.type.size, *)
      try require(entry.range.count == bytes, "\(entry) of \(bytes) bytes")
    }
    try require(Set(header.entries.map { Array($0.name.utf8) }).count == header.entries.count, "a name twice")
  }

  private static func checkNumbers(
    _ file: SafetensorsFile, _ entry: TensorEntry, _ scratch: ScratchDirectory, _ input: [UInt8]
  ) throws {
    do {
      let floats = try file.floats(entry)
      try require(entry.type == .f32 && floats.count * 4 == entry.range.count, "\(entry) as \(floats.count) floats")
    } catch { try Checkpoints.checkWords(error, in: scratch, of: input.count) }
    do {
      _ = try file.integer(entry)
      try require(entry.type == .i64 && entry.shape.isEmpty, "\(entry) as one integer")
    } catch { try Checkpoints.checkWords(error, in: scratch, of: input.count) }
  }

  /// The weights of a model with two parameters, if they are that.
  private static func checkModel(
    _ file: SafetensorsFile, _ path: String, _ scratch: ScratchDirectory, _ input: [UInt8]
  ) throws {
    var weights = [Float](repeating: 0, count: 7)
    do {
      try weights.withUnsafeMutableBufferPointer { try ModelFile.read(path, slices: slices, into: $0) }
    } catch { return try Checkpoints.checkWords(error, in: scratch, of: input.count) }
    let again = scratch.file("model-again.safetensors")
    try weights.withUnsafeBufferPointer { try ModelFile.write($0, slices: slices, to: again) }
    let (left, right) = (file.header.entries, try SafetensorsFile(reading: again).header.entries)
    try require(
      left.map(\.name).sorted() == right.map(\.name).sorted(), "other tensors when the model is written again")
  }

  private static let slices = [
    NamedSlice(name: "0.weight", shape: [2, 3], range: 0..<6), NamedSlice(name: "0.bias", shape: [1], range: 6..<7),
  ]

  /// What is written again has the same names, types, shapes and bytes.
  private static func checkWritten(_ file: SafetensorsFile, _ input: [UInt8], _ scratch: ScratchDirectory) throws {
    let start = input.count - file.header.bufferLength
    let path = scratch.file("again.safetensors")
    try input.withUnsafeBytes { bytes in
      let tensors = file.header.entries.map { entry in
        TensorContent(
          name: entry.name, type: entry.type, shape: entry.shape,
          bytes: UnsafeRawBufferPointer(
            rebasing: bytes[start...][(start + entry.range.lowerBound)..<(start + entry.range.upperBound)]))
      }
      try SafetensorsWriter.write(tensors, metadata: file.header.metadata, to: path)
    }
    let (again, written) = (try SafetensorsFile(reading: path), try scratch.bytes(of: "again.safetensors"))
    try require(again.header.metadata == file.header.metadata, "other metadata when it is written again")
    try require(
      contents(again.header, written) == contents(file.header, input), "other tensors when they are written again")
  }

  private static func contents(_ header: SafetensorsHeader, _ file: [UInt8]) -> Set<[UInt8]> {
    let start = file.count - header.bufferLength
    return Set(
      header.entries.map { entry in
        Array("\(entry.type) \(entry.shape) \(entry.name.utf8.count) \(entry.name)".utf8)
          + file[(start + entry.range.lowerBound)..<(start + entry.range.upperBound)]
      })
  }
}
