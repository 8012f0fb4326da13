import Crypto
import Foundation

/// Writes one checkpoint: a hidden directory with every file brought to the disk, then a rename, then the parent.
///
/// At every moment, and after a power cut at any, the name is either not there or names a whole checkpoint.
struct CheckpointWriter {
  /// Where the checkpoints of a run lie.
  let directory: String
  let layout: CheckpointLayout

  /// - Throws: ``CheckpointError/unwritable(file:operation:reason:)``; nothing of the attempt is left, and all other
  ///   checkpoints are as they were.
  func write(_ content: CheckpointContent) throws {
    let path = (directory as NSString).appendingPathComponent(CheckpointName.text(content.step))
    let temporary = TemporaryName.beside(path)
    do {
      try SystemCall.check(mkdir(temporary, 0o755), "make directory", path)
      try writeFiles(content, in: temporary)
      try AtomicFile.synchronizeDirectory(temporary)
      try moveAside(path)
      try SystemCall.check(rename(temporary, path), "rename", path)
    } catch {
      try? TemporaryName.remove(temporary)
      throw error
    }
    try synchronizeParent(of: path)
  }

  private func writeFiles(_ content: CheckpointContent, in path: String) throws {
    var sums = Checksums()
    sums.add(
      CheckpointFile.model,
      try create(CheckpointFile.model, in: path) { file in
        try content.weights.withUnsafeBufferPointer {
          try SafetensorsWriter.write(ModelFile.tensors($0, layout.slices)) { try file.append($0) }
        }
      })
    sums.add(
      CheckpointFile.optimizer,
      try create(CheckpointFile.optimizer, in: path) { file in
        try OptimizerFile.write(content, layout) { try file.append($0) }
      })
    sums.add(CheckpointFile.runFile, try create(CheckpointFile.runFile, in: path, Data(content.runFile.utf8)))
    sums.add(CheckpointFile.state, try create(CheckpointFile.state, in: path, try content.state.json()))
    _ = try create(CheckpointFile.checksums, in: path, Data(sums.text.utf8))
  }

  private func create(_ name: String, in path: String, _ bytes: Data) throws -> SHA256.Digest {
    try create(name, in: path) { file in try bytes.withUnsafeBytes { try file.append($0) } }
  }

  /// Writes one file, brings it to the disk and gives its digest.
  private func create(
    _ name: String, in path: String, _ produce: (inout SummedFile) throws -> Void
  ) throws -> SHA256.Digest {
    let reported = (directory as NSString).appendingPathComponent(name)
    var file = SummedFile(file: try OutputFile((path as NSString).appendingPathComponent(name), reportedAs: reported))
    try produce(&file)
    try file.file.synchronize()
    return file.hash.finalize()
  }

  /// A checkpoint of this step that cannot be used keeps its files for whoever wants to know why, under another name.
  private func moveAside(_ path: String) throws {
    guard access(path, F_OK) == 0 else { return }
    try SystemCall.check(rename(path, Self.free(path + ".refused")), "move an invalid one aside", path)
  }

  /// The first of NAME-1, NAME-2, ... that is not there.
  static func free(_ name: String) -> String {
    var number = 1
    while access("\(name)-\(number)", F_OK) == 0 { number += 1 }
    return "\(name)-\(number)"
  }

  /// A name that may not outlast a power cut is no checkpoint to count on: it goes away again.
  private func synchronizeParent(of path: String) throws {
    do { try AtomicFile.synchronizeDirectory(directory) } catch {
      let temporary = TemporaryName.beside(path)
      if rename(path, temporary) == 0 { try? TemporaryName.remove(temporary) }
      throw error
    }
  }
}

/// A file being written, with the digest of what went into it.
private struct SummedFile: ~Copyable {
  let file: OutputFile
  var hash = SHA256()

  mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
    hash.update(bufferPointer: bytes)
    try file.append(bytes)
  }
}
