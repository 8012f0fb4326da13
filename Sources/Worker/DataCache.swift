import Cluster
import Datasets
import Foundation
import Locks
import Training
import Wire

/// Data files that came from a coordinator, each under its SHA-256, in one directory of bounded size: those that were not used for the
/// longest time make room for new ones.
package final class DataCache: Sendable {
  /// Where, and how many bytes.
  package struct Place: Sendable {
    package var directory: String
    package var limit: Int

    package init(directory: String, limit: Int) {
      self.directory = directory
      self.limit = limit
    }
  }

  let place: Place
  /// By their places in the welcome. Made and finished by the thread that prepares, written by the socket thread in between.
  private let parts = Locked<[Int: PartFile]>([:])

  init(_ place: Place) {
    self.place = place
  }

  /// Makes room and opens a file for each that is missing.
  ///
  /// - Throws: `PreparationError`.
  func begin(_ missing: [Int], of files: [DataFile]) throws -> [MissingData] {
    for file in files where !CachedFile.isDigest(file.sha256) {
      throw PreparationError("data file '\(file.name)': expected 64 hexadecimal digits of SHA-256", exitCode: 76)
    }
    do {
      try FileManager.default.createDirectory(
        atPath: place.directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw PreparationError(
        "data cache \(place.directory): cannot be made (\(error.localizedDescription)); choose another with --cache DIR, or copy the "
          + "data and give --data DIR", exitCode: 73)
    }
    let wanted = missing.map { files[$0] }
    // Those of a try before would look like another process's.
    forget()
    let digests = Set(wanted.map(\.sha256))
    var found = PartFiles(in: place.directory, wanted: digests)
    found.remove(allBut: digests)
    try makeRoom(for: wanted, beside: found.othersBytes, keeping: Set(files.map(\.sha256)))
    let opened = try zip(missing, wanted).map { index, file in
      (index, try PartFile(of: file, in: place.directory, after: found.left[file.sha256]))
    }
    return take(opened)
  }

  /// Keeps a piece whose checksum is right.
  ///
  /// - Returns: Whether its file is one of those that are being fetched.
  func keep(_ bytes: UnsafeRawBufferPointer, _ header: FrameHeader) throws(PreparationError) -> Bool {
    guard let part = parts.withLock({ $0[Int(header.nodeIndex)] }) else { return false }
    try part.write(bytes, at: Int(header.chunk) * FilePieces.bytesPerPiece)
    return true
  }

  /// Checks what has come, and gives the files their names.
  ///
  /// - Returns: Those that are to be fetched again.
  func finish() throws -> [MissingData] {
    let finished = parts.withLock { parts in
      defer { parts = [:] }
      return parts.sorted { $0.key < $1.key }
    }
    // One that is wrong does not cost the others.
    let results = finished.map { part in Result { try part.value.finish() } }
    let again = try zip(finished, results).filter { try !$0.1.get() }.map { ($0.0.key, try $0.0.value.begunAgain()) }
    return take(again)
  }

  private func take(_ opened: [(Int, PartFile)]) -> [MissingData] {
    parts.withLock { $0 = Dictionary(uniqueKeysWithValues: opened) }
    return opened.map { MissingData(file: $0, pieces: $1.pieces) }
  }

  /// The run is left; what has come of a file stays for the next try, of this process or another.
  func forget() { parts.withLock { $0 = [:] } }

  /// Files of the run that lie here were used now.
  func touch(_ files: [DataFile]) {
    for file in files where CachedFile.isDigest(file.sha256) {
      utimensat(AT_FDCWD, "\(place.directory)/\(file.sha256)", nil, 0)
    }
  }

  private func makeRoom(for files: [DataFile], beside others: Int, keeping kept: Set<String>) throws {
    let needed = files.reduce(others) { $0 + $1.bytes }
    var cached = CachedFile.all(in: place.directory)
    var total = cached.reduce(0) { $0 + $1.bytes }
    cached.removeAll { kept.contains($0.digest) }
    for file in cached.sorted(by: { $0.used < $1.used }) where total + needed > place.limit {
      unlink("\(place.directory)/\(file.digest)")
      total -= file.bytes
    }
    guard total + needed <= place.limit else {
      throw PreparationError(
        "data cache \(place.directory): this run's data need \(total + needed) bytes, it may hold \(place.limit); raise --cache-limit, or "
          + "copy the data and give --data DIR", exitCode: 73)
    }
  }
}

/// A whole file in the cache.
struct CachedFile {
  let digest: String
  let bytes: Int
  let used: Date

  static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }

  static func all(in directory: String) -> [CachedFile] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.filter(isDigest).compactMap { name in
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)"),
        let bytes = attributes[.size] as? Int, let used = attributes[.modificationDate] as? Date
      else { return nil }
      return CachedFile(digest: name, bytes: bytes, used: used)
    }
  }
}
