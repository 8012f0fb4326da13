import Foundation
import Synchronization

/// Names of what is being written or deleted: `.NAME.PROCESS-NUMBER.tmp`, hidden, and never used twice in a process.
enum TemporaryName {
  private static let counter = Atomic<Int>(0)

  /// A name in the same directory, so that a rename can put it in place.
  static func beside(_ path: String) -> String {
    let (directory, name) = ((path as NSString).deletingLastPathComponent, (path as NSString).lastPathComponent)
    let number = counter.add(1, ordering: .relaxed).newValue
    return (directory as NSString).appendingPathComponent(".\(name).\(getpid())-\(number).tmp")
  }

  /// Whether a name in a directory is one of these.
  static func matches(_ name: String) -> Bool {
    guard name.hasPrefix("."), name.hasSuffix(".tmp") else { return false }
    let parts = name.dropLast(4).split(separator: ".").last?.split(separator: "-", omittingEmptySubsequences: false)
    guard let parts, parts.count == 2, name.split(separator: ".").count >= 3 else { return false }
    return parts.allSatisfy { part in !part.isEmpty && part.utf8.allSatisfy { (48...57).contains($0) } }
  }

  /// Removes what dead writers left in a directory.
  ///
  /// Only for a directory that has one writer at a time, which calls this before it writes: no name tells whether its
  /// writer lives, since numbers of processes are handed out again and mean nothing in another container.
  ///
  /// - Returns: Why some could not be removed: those of another user, for instance.
  @discardableResult
  static func removeAll(in directory: String) throws -> [CheckpointError] {
    var failures: [CheckpointError] = []
    for name in try DirectoryListing.names(directory) where matches(name) {
      do { try remove((directory as NSString).appendingPathComponent(name)) } catch let failure as CheckpointError {
        failures.append(failure)
      }
    }
    return failures
  }

  /// Removes a file or a directory with all that is in it.
  static func remove(_ path: String) throws {
    do { try FileManager.default.removeItem(atPath: path) } catch {
      throw CheckpointError.unwritable(file: path, operation: "remove", reason: FileReason.of(error))
    }
  }
}
