import Glibc

/// A file that was not there before.
enum NewFile {
  static func write(_ text: String, to path: String, mode: mode_t) throws(KeyFileError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw .alreadyThere(file: path) }
      throw .unwritable(file: path, operation: "open", reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    do {
      // Whatever the umask says.
      try check(fchmod(descriptor, mode), "chmod", path)
      let bytes = Array(text.utf8)
      var written = 0
      while written < bytes.count {
        let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        try check(Int32(clamping: count), "write", path)
        written += count
      }
      try check(fsync(descriptor), "fsync", path)
    } catch {
      unlink(path)
      throw error
    }
  }

  private static func check(_ result: Int32, _ operation: String, _ path: String) throws(KeyFileError) {
    guard result < 0 else { return }
    throw .unwritable(file: path, operation: operation, reason: String(cString: strerror(errno)))
  }
}
