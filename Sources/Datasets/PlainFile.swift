import Foundation

/// A file read from its beginning, never more at once than is asked for.
final class PlainFile: ByteSource {
  let path: String
  /// The size on disk when it was opened.
  let size: Int
  private let descriptor: Int32
  /// Bytes that were looked at and not yet read.
  private var peeked: [UInt8] = []

  convenience init(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.openingError(path, errno) }
    try self.init(path, owning: descriptor)
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
  }

  deinit { close(descriptor) }

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
