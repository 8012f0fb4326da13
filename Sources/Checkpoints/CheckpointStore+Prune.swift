import Foundation

extension CheckpointStore {
  /// Deletes old checkpoints: all that are older than the `keep` newest valid ones, but for the best.
  ///
  /// Which ones are valid is verified, once a life, so that the newest valid one always stays. Each is renamed before its
  /// files go: no cut leaves half a checkpoint under a checkpoint's name. Other names are never touched.
  ///
  /// - Parameter best: The step of the best checkpoint by a validation figure.
  /// - Returns: the steps that were deleted.
  @discardableResult
  package func prune(keep: Int, best: Int? = nil) throws -> [Int] {
    var valid = 0
    var old: [Int] = []
    for step in try list() {
      if valid >= max(1, keep) {
        if step != best { old.append(step) }
      } else if known.withLock({ $0.contains(step) }) || refusal(ofStep: step) == nil {
        valid += 1
      }
    }
    for step in old { try delete(step) }
    return old
  }

  private func delete(_ step: Int) throws {
    let (path, temporary) = (path(ofStep: step), TemporaryName.beside(path(ofStep: step)))
    try SystemCall.check(rename(path, temporary), "rename", path)
    known.withLock { _ = $0.remove(step) }
    try AtomicFile.synchronizeDirectory(directory)
    try TemporaryName.remove(temporary)
  }
}
