import Glibc

/// Sockets that programs left in a directory when they were killed.
package enum AbandonedSockets {
  /// Removes those on which nobody listens, with their locks. What cannot be told is left alone.
  ///
  /// - Parameter directory: As `RuntimeDirectory` gives it: this user's alone.
  package static func remove(in directory: String) {
    guard let stream = opendir(directory) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasSuffix(".sock") { removeIfAbandoned("\(directory)/\(name)") }
    }
  }

  /// A program that begins to listen has the lock before its socket lies there: between the two nobody listens, and yet it lives.
  static func removeIfAbandoned(_ path: String) {
    guard isAbandoned(path), let lock = try? PathLock(guarding: path) else { return }
    withExtendedLifetime(lock) { if isAbandoned(path) { unlink(path) } }
  }

  private static func isAbandoned(_ path: String) -> Bool {
    (try? PathLock.requireSocketOrNothing(at: path)) != nil && LocalListener.find(at: path) == .gone
  }
}
