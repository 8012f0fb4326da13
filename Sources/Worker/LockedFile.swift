import Foundation
import Training

/// A file `NAME.RANDOM.part` that this process alone works on: whoever opens it next finds it locked until it is closed, or its process is gone.
final class LockedFile: Sendable {
  private static let suffix = ".part"
  let path: String
  let descriptor: Int32

  /// A new one.
  init(creating name: String, in directory: String) throws(PreparationError) {
    while true {
      let path = "\(directory)/\(name).\(String(UInt64.random(in: 0...UInt64.max), radix: 16))\(Self.suffix)"
      let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
      if descriptor < 0, errno == EEXIST { continue }
      guard descriptor >= 0 else { throw Self.problem("cannot be opened", path) }
      // A file system without locks gives them to nobody, so nobody takes this one away.
      let isLocked = flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
      guard isLocked, Self.isAt(path, descriptor) else {
        // Another process, which found it before it was locked, has it or has removed it.
        close(descriptor)
        continue
      }
      (self.path, self.descriptor) = (path, descriptor)
      return
    }
  }

  /// NAME of `NAME.RANDOM.part`; nil for another name.
  static func name(ofPart name: String) -> String? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, ".\(parts[2])" == suffix, UInt64(parts[1], radix: 16) != nil else { return nil }
    return String(parts[0])
  }

  /// One that nobody works on; nil if somebody does.
  init?(leftAt path: String) {
    let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    // Between opening and locking it may have got its final name.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, Self.isAt(path, descriptor) else {
      close(descriptor)
      return nil
    }
    (self.path, self.descriptor) = (path, descriptor)
  }

  deinit { close(descriptor) }

  var size: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(PreparationError) {
    var written = 0
    while written < bytes.count {
      let count = pwrite(
        descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written, off_t(offset + written))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.problem("cannot be written", path) }
      written += count
    }
  }

  func synchronize() throws(PreparationError) {
    guard fsync(descriptor) == 0 else { throw Self.problem("cannot be written", path) }
  }

  func empty() throws(PreparationError) {
    guard ftruncate(descriptor, 0) == 0 else { throw Self.problem("cannot be emptied", path) }
  }

  func rename(to name: String) throws(PreparationError) {
    guard Foundation.rename(path, name) == 0 else { throw Self.problem("cannot be renamed", path) }
  }

  func remove() { unlink(path) }

  private static func isAt(_ path: String, _ descriptor: Int32) -> Bool {
    var (there, open) = (stat(), stat())
    return lstat(path, &there) == 0 && fstat(descriptor, &open) == 0 && there.st_ino == open.st_ino
      && there.st_dev == open.st_dev
  }

  private static func problem(_ what: String, _ path: String) -> PreparationError {
    PreparationError(
      "data cache: \(path) \(what): \(String(cString: strerror(errno))); make room, or choose another with --cache DIR, or copy the data and "
        + "give --data DIR", exitCode: 74)
  }
}
