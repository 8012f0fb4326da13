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
