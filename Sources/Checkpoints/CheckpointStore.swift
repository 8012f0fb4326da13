import Foundation
import Locks

/// The checkpoints of a run, `<run directory>/checkpoints/`.
///
/// Whoever makes one holds the run directory's lock. Its functions wait for the disk: call them off the threads that train and
/// that own sockets, one at a time.
package final class CheckpointStore: Sendable {
  package let directory: String
  package let layout: CheckpointLayout
  /// Steps whose checkpoints were written or verified by this process.
  let known = Locked<Set<Int>>([])

  package init(_ directory: String, layout: CheckpointLayout) {
    self.directory = directory
    self.layout = layout
  }

  /// Makes the directory, durably, and removes what dead writers left in it. To be called before the first ``save(_:)``.
  ///
  /// - Returns: Why something of that could not be removed; it takes room, and harms nothing.
  @discardableResult
  package func prepare() throws -> [CheckpointError] {
    if mkdir(directory, 0o755) != 0, errno != EEXIST { try SystemCall.check(-1, "make directory", directory) }
    try AtomicFile.synchronizeDirectory((directory as NSString).deletingLastPathComponent)
    return try TemporaryName.removeAll(in: directory)
  }

  /// Whether there is anything that is, or was called, a checkpoint.
  package static func holdsAny(in directory: String) -> Bool {
    // What cannot be read is not taken for empty.
    guard let names = try? DirectoryListing.names(directory) else { return true }
    return names.contains { $0.utf8.starts(with: "step-".utf8) }
  }

  /// Steps of all checkpoints, valid or not, newest first.
  package func list() throws -> [Int] { try Self.steps(in: directory) }

  /// As ``list()``, for whoever only looks: a run's layout is not needed.
  package static func steps(in directory: String) throws -> [Int] {
    try DirectoryListing.names(directory).compactMap(CheckpointName.step).sorted(by: >)
  }

  /// Where the newest checkpoint, valid or not, has its weights; nil when there is none.
  package static func newestModel(in directory: String) -> String? {
    guard let step = try? steps(in: directory).first else { return nil }
    return "\(directory)/\(CheckpointName.text(step))/\(CheckpointFile.model)"
  }

  package func path(ofStep step: Int) -> String {
    (directory as NSString).appendingPathComponent(CheckpointName.text(step))
  }

  /// Writes a checkpoint; after the return not even a power cut loses it.
  ///
  /// A valid one of this step is kept as it is, since a step done twice gives the same bits. An invalid one is moved to
  /// `step-N.refused-K` first.
  ///
  /// - Returns: whether it was written, and not there before.
  /// - Throws: ``CheckpointError``; all other checkpoints are as they were. Training can go on, and a later attempt may succeed.
  @discardableResult
  package func save(_ content: CheckpointContent) throws -> Bool {
    require(content)
    switch refusal(ofStep: content.step) {
    case nil: return false
    // It may be valid: it stays where it is, and a later attempt may be able to tell.
    case CheckpointError.unreadable(let file, let reason)?:
      throw CheckpointError.unwritable(file: file, operation: "look at the one that is there", reason: reason)
    case _?: break
    }
    try CheckpointWriter(directory: directory, layout: layout).write(content)
    known.withLock { _ = $0.insert(content.step) }
    return true
  }

  /// What could not be loaded again is not written.
  private func require(_ content: CheckpointContent) {
    let (state, vectors) = (content.state, content.vectors)
    precondition(
      content.weights.count == layout.count && vectors.map(\.name) == layout.vectors
        && vectors.allSatisfy { $0.values.count == layout.count },
      "CheckpointStore: \(content.weights.count) weights, vectors \(vectors.map { ($0.name, $0.values.count) }), expected "
        + "\(layout.vectors) of \(layout.count)")
    precondition(layout.run == nil || layout.run == state.run, "CheckpointStore: run \(state.run)")
    precondition(state.complaint == nil, "CheckpointStore: expected \(state.complaint?.expected ?? "") in \(state)")
  }

  /// Nil for a checkpoint that is valid.
  func refusal(ofStep step: Int) -> (any Error)? {
    do {
      _ = try CheckpointReader(path(ofStep: step)).content(layout, step: step)
      known.withLock { _ = $0.insert(step) }
      return nil
    } catch {
      known.withLock { _ = $0.remove(step) }
      return error
    }
  }
}
