import Crypto
import Foundation

/// A file of a checkpoint, open for reading; closed when it goes away.
struct InputFile: ~Copyable {
  private let descriptor: Int32
  private let path: String
  let size: Int

  init(_ path: String) throws {
    self.path = path
    // Without O_NONBLOCK a named pipe would wait for its writer.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      size = 0
      if errno == ENOENT || errno == ENOTDIR { throw CheckpointError.missing(file: path) }
      throw CheckpointError.unreadable(file: path, reason: String(cString: strerror(errno)))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      size = 0
      throw CheckpointError.unreadable(file: path, reason: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      size = 0
      throw CheckpointError.unfit(
        file: path, expected: "a regular file", found: "a directory or a device", hint: nil)
    }
    size = Int(status.st_size)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// SHA-256 in constant memory.
  func digest() throws -> SHA256.Digest {
    var hash = SHA256()
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    var count: Int
    repeat {
      count = try piece.withUnsafeMutableBytes { buffer in
        let count = try read(into: buffer)
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        return count
      }
    } while count > 0
    return hash.finalize()
  }

  /// The whole file, if it is no longer than it can be.
  func contents(most: Int) throws -> Data {
    guard size <= most else {
      throw CheckpointError.malformed(
        file: path, offset: most, expected: "at most \(most) bytes", found: "\(size)", hint: nil)
    }
    var bytes = Data(count: size)
    let count = try bytes.withUnsafeMutableBytes { buffer in
      var filled = 0
      while filled < buffer.count {
        let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
        if count == 0 { break }
        filled += count
      }
      return filled
    }
    guard count == size else {
      throw CheckpointError.unreadable(file: path, reason: "it ended at byte \(count) of \(size)")
    }
    return bytes
  }

  private func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw CheckpointError.unreadable(file: path, reason: String(cString: strerror(errno)))
      }
      return count
    }
  }
}
