import Foundation

/// Files that are there whole or not at all, whatever happens while they are written.
package enum AtomicFile {
  /// Writes a file under a temporary name beside it, brings it to the disk, and renames it.
  ///
  /// The file and its directory are synchronised, so that after the return not even a power cut loses it.
  ///
  /// - Parameter path: An existing file is replaced.
  /// - Throws: ``CheckpointError/unwritable(file:operation:reason:)``; the old file is as it was, unless only the last
  ///   step failed, the directory's: then the new file is there and may not outlast a power cut.
  package static func write(_ bytes: some ContiguousBytes, to path: String) throws {
    try write(to: path) { file in try bytes.withUnsafeBytes { try file.append($0) } }
  }

  /// The same for content that is produced piece by piece.
  package static func write(to path: String, _ produce: (borrowing OutputFile) throws -> Void) throws {
    let temporary = TemporaryName.beside(path)
    do {
      let file = try OutputFile(temporary, reportedAs: path)
      try produce(file)
      try file.synchronize()
      try SystemCall.check(rename(temporary, path), "rename", path)
    } catch {
      unlink(temporary)
      throw error
    }
    try synchronizeDirectory((path as NSString).deletingLastPathComponent)
  }

  /// Removes what writers that died left in a directory, which nobody else writes to now.
  package static func removeTemporaries(in directory: String) throws {
    try TemporaryName.removeAll(in: directory)
  }

  /// Brings the names in a directory to the disk.
  package static func synchronizeDirectory(_ path: String) throws {
    let path = path.isEmpty ? "." : path
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    try SystemCall.check(descriptor, "open directory", path)
    defer { close(descriptor) }
    try SystemCall.check(fsync(descriptor), "fsync directory", path)
  }
}
