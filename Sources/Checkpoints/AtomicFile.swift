import Foundation

/// Files that are there whole or not at all, whatever happens while they are written.
package enum AtomicFile {
  /// Writes a file under a temporary name beside it, brings it to the disk, and renames it.
  ///
  /// The file and its directory are synchronised, so that after the return not even a power cut loses it.
  ///
  /// - Parameter path: An existing file is replaced.
  /// - Throws: ``CheckpointError/unwritable(file:operation:reason:)``; the old file is as it was.
  package static func write(_ bytes: some ContiguousBytes, to path: String) throws {
    try write(to: path) { file in try bytes.withUnsafeBytes { try file.append($0) } }
  }

  /// The same for content that is produced piece by piece.
  package static func write(to path: String, _ produce: (borrowing OutputFile) throws -> Void) throws {
    let temporary = "\(path).\(getpid()).tmp"
    do {
      let file = try OutputFile(temporary, reportedAs: path)
      try produce(file)
      try file.synchronize()
      try check(rename(temporary, path), "rename", path)
    } catch {
      unlink(temporary)
      throw error
    }
    try synchronizeDirectory((path as NSString).deletingLastPathComponent)
  }

  /// Brings the names in a directory to the disk.
  package static func synchronizeDirectory(_ path: String) throws {
    let path = path.isEmpty ? "." : path
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    try check(descriptor, "open directory", path)
    defer { close(descriptor) }
    try check(fsync(descriptor), "fsync directory", path)
  }

  /// A file being written; closed when it goes away.
  package struct OutputFile: ~Copyable {
    private let descriptor: Int32
    private let name: String

    init(_ path: String, reportedAs name: String) throws {
      descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      self.name = name
      try check(descriptor, "create", name)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    package func append(_ bytes: UnsafeRawBufferPointer) throws {
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        try check(Int32(clamping: count), "write", name)
        rest = rest.dropFirst(count)
      }
    }

    func synchronize() throws { try check(fsync(descriptor), "fsync", name) }
  }

  private static func check(_ result: Int32, _ operation: String, _ path: String) throws {
    guard result < 0 else { return }
    let reason = String(cString: strerror(errno))
    throw CheckpointError.unwritable(file: path, operation: operation, reason: reason)
  }
}
