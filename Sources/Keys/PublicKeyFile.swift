import Glibc
import ZeroMQ

/// A file with one public key, written as the line that stands for it in an ``AllowList``. A coordinator's is what is read: workers and
/// administrators know it by that.
package enum PublicKeyFile {
  /// Reads the one name and key.
  ///
  /// - Throws: ``KeyFileError``: not there, writable by others, or not one line.
  package static func read(_ path: String) throws(KeyFileError) -> AllowList.Entry {
    let list = try AllowList(
      file: path, hint: "copy coordinator.public from the coordinator's host",
      doubt: "they could have put a key of their own there")
    guard let entry = list.entries.first, list.entries.count == 1 else {
      throw .malformed(
        file: path, line: 1, expected: "one line 'NAME KEY'", found: "\(list.entries.count) of them")
    }
    return entry
  }

  /// Writes it with mode 0644, and never over another.
  package static func write(_ entry: AllowList.Entry, to path: String) throws(KeyFileError) {
    try NewFile.write(entry.line + "\n", to: path, mode: 0o644)
  }

  /// Takes back one whose secret could not be written.
  package static func remove(_ path: String) { unlink(path) }
}

extension AllowList.Entry {
  /// As it stands in a list.
  package var line: String { "\(name) \(key.text)" + (role == .worker ? "" : " \(role.rawValue)") }
}
