import Checkpoints
import Foundation
import Glibc

/// `<run.directory>/<run.name>/`: where everything that a run writes lies, led by one coordinator at a time.
package final class RunDirectory: Sendable {
  package let path: String
  /// Where an earlier run of the same name was moved to, if there was one.
  package let movedAside: String?
  private let lock: Int32

  /// Makes the directory and locks it.
  ///
  /// - Parameter movesAside: What an earlier run of that name left is moved to NAME.1, NAME.2, ..., if the closure says so of its
  ///   directory: nothing is overwritten.
  package init(
    parent: String, name: String, movesAside: (String) -> Bool = { _ in true }
  ) throws(CoordinatorError) {
    path = (parent as NSString).appendingPathComponent(name)
    try Self.make(parent)
    let lockPath = "\(parent)/.\(name).lock"
    lock = try Self.lock(lockPath, for: path)
    movedAside = movesAside(path) ? try Self.moveAside(path) : nil
    try Self.make(path)
    guard access(path, W_OK) == 0 else { throw .directoryNotWritable(path: path, reason: Self.lastError) }
    try Self.settle(path, in: parent)
  }

  /// Its name outlasts a power cut, as what will lie in it does, and what dead writers left in it is gone.
  private static func settle(_ path: String, in parent: String) throws(CoordinatorError) {
    do {
      try AtomicFile.synchronizeDirectory(parent)
      try AtomicFile.removeTemporaries(in: path)
    } catch {
      throw .directoryNotWritable(path: path, reason: "\(error)")
    }
  }

  deinit { close(lock) }

  package func file(_ name: String) -> String { (path as NSString).appendingPathComponent(name) }

  /// Writes a file so that it is whole or absent.
  package func write(_ bytes: Data, to name: String) throws(CoordinatorError) {
    try write(to: name) { try AtomicFile.write(bytes, to: $0) }
  }

  /// Has a file written; `produce` is given its path.
  package func write(to name: String, _ produce: (String) throws -> Void) throws(CoordinatorError) {
    do {
      try produce(file(name))
    } catch {
      throw .fileNotWritten(path: file(name), reason: "\(error)")
    }
  }

  /// Removes a file, if it is there.
  package func remove(_ name: String) throws(CoordinatorError) {
    guard unlink(file(name)) == 0 || errno == ENOENT else {
      throw .fileNotRemoved(path: file(name), reason: Self.lastError)
    }
  }

  private static var lastError: String { String(cString: strerror(errno)) }

  private static func make(_ path: String) throws(CoordinatorError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .directoryNotWritable(path: path, reason: (error as NSError).localizedFailureReason ?? "\(error)")
    }
  }

  private static func lock(_ lockPath: String, for path: String) throws(CoordinatorError) -> Int32 {
    let descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .directoryNotWritable(path: path, reason: lastError) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = (try? String(contentsOfFile: lockPath, encoding: .utf8))?.trimmingCharacters(in: .newlines)
      close(descriptor)
      throw .directoryInUse(path: path, holder: holder.map { "process \($0)" } ?? "another process")
    }
    let text = "\(getpid())\n"
    ftruncate(descriptor, 0)
    _ = text.withCString { pwrite(descriptor, $0, text.utf8.count, 0) }
    return descriptor
  }

  private static func moveAside(_ path: String) throws(CoordinatorError) -> String? {
    guard let entries = try? FileManager.default.contentsOfDirectory(atPath: path), !entries.isEmpty else { return nil }
    var number = 1
    while FileManager.default.fileExists(atPath: "\(path).\(number)") { number += 1 }
    guard rename(path, "\(path).\(number)") == 0 else {
      throw .directoryNotWritable(path: path, reason: lastError)
    }
    return "\(path).\(number)"
  }
}
