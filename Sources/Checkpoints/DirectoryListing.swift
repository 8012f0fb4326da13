import Foundation

/// The names in a directory. One that cannot be read is an error: it must never look like an empty one.
enum DirectoryListing {
  /// Empty for a directory that is not there.
  static func names(_ path: String) throws -> [String] {
    guard let directory = opendir(path) else {
      if errno == ENOENT { return [] }
      throw CheckpointError.unreadable(file: path, reason: String(cString: strerror(errno)))
    }
    defer { closedir(directory) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(directory) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) { name in
          name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
      errno = 0
    }
    guard errno == 0 else { throw CheckpointError.unreadable(file: path, reason: String(cString: strerror(errno))) }
    return names.filter { $0 != "." && $0 != ".." }
  }
}
