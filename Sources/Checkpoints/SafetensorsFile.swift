import Foundation

/// An open safetensors file; tensors are read when they are asked for.
package final class SafetensorsFile: Sendable {
  package let path: String
  package let header: SafetensorsHeader
  /// Where the tensors' bytes begin.
  private let start: Int
  private let descriptor: Int32

  /// Reads and checks the header; the file must have exactly the bytes that it says.
  ///
  /// - Throws: ``CheckpointError`` with the file and the byte.
  package init(reading path: String) throws {
    // Without O_NONBLOCK a named pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { throw CheckpointError.missing(file: path) }
      throw CheckpointError.unreadable(file: path, reason: String(cString: strerror(errno)))
    }
    do {
      (header, start) = try Self.readHeader(descriptor, path)
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  package func entry(named name: String) -> TensorEntry? { header.entries.first { $0.name == name } }

  /// Reads the numbers of an F32 tensor.
  ///
  /// - Parameter out: Room for exactly as many numbers as the tensor has.
  package func read(_ entry: TensorEntry, into out: UnsafeMutableBufferPointer<Float>) throws {
    guard entry.type == .f32 else {
      throw CheckpointError.unfit(
        file: path, expected: "tensor \"\(entry.name)\" as F32", found: entry.type.rawValue,
        hint: "convert the file to float32")
    }
    precondition(out.count * 4 == entry.range.count, "Safetensors: \(entry.shape) into \(out.count) numbers")
    try Self.read(descriptor, path, UnsafeMutableRawBufferPointer(out), at: start + entry.range.lowerBound)
  }

  /// The one number of an I64 scalar.
  package func integer(_ entry: TensorEntry) throws -> Int {
    guard entry.type == .i64, entry.shape.isEmpty else {
      throw CheckpointError.unfit(
        file: path, expected: "tensor \"\(entry.name)\" as one I64", found: "\(entry.type.rawValue) \(entry.shape)",
        hint: nil)
    }
    var number: Int64 = 0
    try withUnsafeMutableBytes(of: &number) {
      try Self.read(descriptor, path, $0, at: start + entry.range.lowerBound)
    }
    return Int(Int64(littleEndian: number))
  }

  /// The numbers of an F32 tensor.
  package func floats(_ entry: TensorEntry) throws -> [Float] {
    let count = entry.range.count / 4
    return try [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      try read(entry, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }
}

extension SafetensorsFile {
  private static func readHeader(_ descriptor: Int32, _ path: String) throws -> (SafetensorsHeader, Int) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw CheckpointError.unreadable(file: path, reason: String(cString: strerror(errno)))
    }
    let size = Int(status.st_size)
    let length = try headerLength(descriptor, path, size)
    var text = [UInt8](repeating: 0, count: length)
    try text.withUnsafeMutableBytes { try read(descriptor, path, $0, at: 8) }
    let header = try SafetensorsHeader(parsing: text, file: path)
    let present = size - 8 - length
    guard header.bufferLength == present else {
      throw CheckpointError.malformed(
        file: path, offset: 8 + length + min(present, header.bufferLength),
        expected: "\(header.bufferLength) bytes of tensors", found: "\(present)",
        hint: present < header.bufferLength ? "the file is cut short" : "there are bytes after the end")
    }
    return (header, 8 + length)
  }

  private static func headerLength(_ descriptor: Int32, _ path: String, _ size: Int) throws -> Int {
    func malformed(_ expected: String, _ found: String) -> CheckpointError {
      .malformed(file: path, offset: 0, expected: expected, found: found, hint: "is this a safetensors file?")
    }
    guard size >= 8 else { throw malformed("8 bytes with the header's length", "a file of \(size) bytes") }
    var length: UInt64 = 0
    try withUnsafeMutableBytes(of: &length) { try read(descriptor, path, $0, at: 0) }
    length = UInt64(littleEndian: length)
    guard length <= UInt64(min(size - 8, SafetensorsHeader.longest)) else {
      throw malformed("a header of at most \(min(size - 8, SafetensorsHeader.longest)) bytes", "\(length)")
    }
    return Int(length)
  }

  private static func read(
    _ descriptor: Int32, _ path: String, _ buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let reason = count < 0 ? String(cString: strerror(errno)) : "it ended at byte \(offset + filled)"
        throw CheckpointError.unreadable(file: path, reason: reason)
      }
      filled += count
    }
  }
}
