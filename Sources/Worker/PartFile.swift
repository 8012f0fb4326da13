import Datasets
import Foundation
import Training
import Wire

/// A data file that is not whole yet, and this process is fetching: it is locked as long as this object lives.
final class PartFile: Sendable {
  private let told: DataFile
  private let directory: String
  private let file: LockedFile
  /// Whole pieces that were here when it was opened.
  let pieces: Int

  /// - Parameter left: What somebody else has fetched of it; nil to begin.
  init(of told: DataFile, in directory: String, after left: LockedFile?) throws(PreparationError) {
    self.told = told
    self.directory = directory
    if let left { file = left } else { file = try LockedFile(creating: told.sha256, in: directory) }
    pieces = min(file.size, told.bytes) / FilePieces.bytesPerPiece
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(PreparationError) {
    try file.write(bytes, at: offset)
  }

  /// Compares the digest, and gives the file its name.
  ///
  /// - Returns: Whether it is whole. One that was gone on with and is not right is empty then, and to be fetched from its beginning: a host that
  ///   broke down may have left anything in it.
  /// - Throws: `PreparationError` for one that all came from this run's coordinator and is not right; it is removed.
  func finish() throws -> Bool {
    try file.synchronize()
    let found = try DataFile(role: told.role, path: file.path, descriptor: file.descriptor)
    if found.sha256 == told.sha256, found.bytes == told.bytes {
      try file.rename(to: "\(directory)/\(told.sha256)")
      return true
    }
    if pieces > 0 {
      try file.empty()
      return false
    }
    file.remove()
    throw PreparationError(
      "data file \(told.name) from the coordinator has SHA-256 \(found.sha256.prefix(16)), expected \(told.sha256.prefix(16)): it "
        + "changed on the coordinator's host since the run began", exitCode: 65)
  }

  /// The same file from its beginning, once ``finish()`` has emptied it.
  func begunAgain() throws(PreparationError) -> PartFile { try PartFile(of: told, in: directory, after: file) }
}

/// The files of a cache that are not whole.
struct PartFiles {
  /// Those that nobody is fetching any more, by the digest that they are to have; of several the one that has most.
  private(set) var left: [String: LockedFile] = [:]
  /// Bytes of those that other processes are fetching, without those that this process is to fetch, too: of these one stays.
  private(set) var othersBytes = 0

  /// Locks whatever nobody else has locked.
  init(in directory: String, wanted: Set<String>) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    for name in names {
      // Other programs have files that end so, too.
      guard let digest = LockedFile.name(ofPart: name), CachedFile.isDigest(digest) else { continue }
      let path = "\(directory)/\(name)"
      guard let file = LockedFile(leftAt: path) else {
        if wanted.contains(digest) { continue }
        othersBytes += (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
        continue
      }
      guard let other = left[digest] else {
        left[digest] = file
        continue
      }
      (file.size > other.size ? other : file).remove()
      if file.size > other.size { left[digest] = file }
    }
  }

  /// Removes those that are of no use to this run.
  mutating func remove(allBut digests: Set<String>) {
    for (digest, file) in left where !digests.contains(digest) { file.remove() }
    left = left.filter { digests.contains($0.key) }
  }
}
