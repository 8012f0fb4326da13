import Foundation

/// A file being written, which nobody had before; closed when it goes away.
///
/// After an error of ``synchronize()`` the kernel may have thrown the bytes away and call the next attempt a success: the
/// file is garbage then, to be removed and never synchronised again.
package struct OutputFile: ~Copyable {
  private let descriptor: Int32
  private let name: String

  /// Creates the file. What stands under this name is the temporary of a writer that had our process number and died.
  ///
  /// - Parameter name: What errors call the file.
  init(_ path: String, reportedAs name: String) throws {
    self.name = name
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    let first = open(path, flags, 0o644)
    if first < 0, errno == EEXIST, unlink(path) == 0 {
      descriptor = open(path, flags, 0o644)
    } else {
      descriptor = first
    }
    try SystemCall.check(descriptor, "create", name)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  package func append(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      try SystemCall.check(Int32(clamping: count), "write", name)
      rest = rest.dropFirst(count)
    }
  }

  func synchronize() throws { try SystemCall.check(fsync(descriptor), "fsync", name) }
}
