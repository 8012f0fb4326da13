import Foundation

/// A file read from its beginning, never more at once than is asked for.
final class PlainFile: ByteSource {
  let path: String
  /// The size on disk when it was opened.
  let size: Int
  private let descriptor: Int32
  private let mode: mode_t
  /// Bytes that were looked at and not yet read.
  private var peeked: [UInt8] = []

  /// - Parameter acceptsPipes: For what is read once, as the inputs of a prediction; a run reads its data again and again, on all hosts.
  convenience init(_ path: String, acceptsPipes: Bool = false) throws {
    // Without O_NONBLOCK a named pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | (acceptsPipes ? 0 : O_NONBLOCK))
    guard descriptor >= 0 else { throw Self.openingError(path, errno) }
    try self.init(path, owning: descriptor)
    if !acceptsPipes, let irregularity { throw DatasetError.unreadable(file: path, reason: irregularity) }
  }

  /// - Parameters:
  ///   - path: For messages.
  ///   - descriptor: Read from where it stands, and closed at the end.
  init(_ path: String, owning descriptor: Int32) throws {
    self.path = path
    self.descriptor = descriptor
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw DatasetError.unreadable(file: path, reason: String(cString: strerror(code)))
    }
    size = Int(status.st_size)
    mode = status.st_mode
  }

  deinit { close(descriptor) }

  private var irregularity: String? {
    switch mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: String(cString: strerror(EISDIR))
    default: "expected a regular file, found a pipe or a device"
    }
  }

  /// The first bytes, which stay to be read; fewer when the file is shorter.
  func peek(_ count: Int) throws -> [UInt8] {
    while peeked.count < count {
      var byte: UInt8 = 0
      guard try withUnsafeMutableBytes(of: &byte, { try readSome(into: $0) }) == 1 else { break }
      peeked.append(byte)
    }
    return Array(peeked.prefix(count))
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let early = min(peeked.count, buffer.count)
    buffer.copyBytes(from: peeked.prefix(early))
    peeked.removeFirst(early)
    var filled = early
    while filled < buffer.count {
      let count = try readSome(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  private func readSome(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw DatasetError.unreadable(file: path, reason: String(cString: strerror(errno))) }
    }
  }

  private static func openingError(_ path: String, _ code: Int32) -> DatasetError {
    guard code == ENOENT || code == ENOTDIR else {
      return .unreadable(file: path, reason: String(cString: strerror(code)))
    }
    let other = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path + ".gz"
    return .missing(file: path, hint: access(other, R_OK) == 0 ? "did you mean \(other)?" : nil)
  }
}
