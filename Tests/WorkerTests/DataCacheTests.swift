import Cluster
import Datasets
import Foundation
import TestKit
import Testing
import Training
import Wire

@testable import Worker

@Suite struct DataCacheTests {
  /// A file of the run, as its coordinator tells it, with its bytes.
  private struct Told {
    let bytes: [UInt8]
    let file: DataFile

    init(_ count: Int, seed: UInt8, in scratch: Scratch) throws {
      bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 / 3) &+ seed }
      file = try DataFile(role: .trainInputs, path: try scratch.write(bytes, to: "source"))
    }

    func piece(_ index: Int) throws -> [UInt8] {
      Array(bytes[try #require(FilePieces(bytes: bytes.count).range(of: index))])
    }
  }

  private func keep(_ piece: Int, of told: Told, in cache: DataCache) throws {
    let header = FrameHeader(kind: .data, nodeIndex: 0, chunk: UInt32(piece))
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: FilePieces.bytesPerPiece, alignment: 1)
    defer { bytes.deallocate() }
    let piece = try told.piece(piece)
    bytes.copyBytes(from: piece)
    #expect(try cache.keep(UnsafeRawBufferPointer(rebasing: bytes[..<piece.count]), header))
  }

  private func cache(_ scratch: Scratch, limit: Int = 1 << 30) -> DataCache {
    DataCache(DataCache.Place(directory: scratch.file("cache/deep"), limit: limit))
  }

  @Test("what came in pieces is a file under its digest, for its owner alone, and is found there")
  func whole() throws {
    let scratch = try Scratch()
    let told = try Told(FilePieces.bytesPerPiece * 2 + 5, seed: 1, in: scratch)
    let cache = cache(scratch)
    #expect(try cache.begin([0], of: [told.file]) == [MissingData(file: 0)])
    for piece in 0..<3 { try keep(piece, of: told, in: cache) }
    #expect(try cache.finish().isEmpty)
    #expect(told.file.lack(in: [scratch.file("cache/deep")]) == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.file("cache/deep")) == [told.file.sha256])
    var status = stat()
    #expect(stat(scratch.file("cache/deep"), &status) == 0 && status.st_mode & 0o777 == 0o700)
  }

  @Test("what was there when the run was left is not asked for again")
  func resumed() throws {
    let scratch = try Scratch()
    let told = try Told(FilePieces.bytesPerPiece * 3, seed: 2, in: scratch)
    let cache = cache(scratch)
    _ = try cache.begin([0], of: [told.file])
    try keep(0, of: told, in: cache)
    cache.forget()
    #expect(try cache.begin([0], of: [told.file]) == [MissingData(file: 0, pieces: 1)])
    for piece in 1..<3 { try keep(piece, of: told, in: cache) }
    #expect(try cache.finish().isEmpty)
    #expect(told.file.lack(in: [scratch.file("cache/deep")]) == nil)
  }

  @Test("a file whose digest is another one is refused, and nothing of it stays")
  func otherDigest() throws {
    let scratch = try Scratch()
    let told = try Told(100, seed: 3, in: scratch)
    let wrong = DataFile(role: .trainInputs, name: "x", bytes: 100, sha256: String(repeating: "a", count: 64))
    let cache = cache(scratch)
    _ = try cache.begin([0], of: [wrong])
    try keep(0, of: told, in: cache)
    let error = try #require(throws: PreparationError.self) { try cache.finish() }
    #expect(error.exitCode == 65 && error.description.contains("changed on the coordinator's host"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.file("cache/deep")).isEmpty)
  }

  @Test("the longest unused make room, those of the run never; what is too large is refused with both sizes")
  func bounded() throws {
    let scratch = try Scratch()
    let cache = cache(scratch, limit: 1000)
    let files = try (0..<3).map { try Told(300, seed: UInt8($0) &* 40, in: scratch) }
    for (index, told) in files.enumerated() {
      _ = try cache.begin([0], of: [told.file])
      try keep(0, of: told, in: cache)
      #expect(try cache.finish().isEmpty)
      // Older than what follows, by seconds that a test need not wait.
      var times = [timespec(tv_sec: 1000 + index, tv_nsec: 0), timespec(tv_sec: 1000 + index, tv_nsec: 0)]
      utimensat(AT_FDCWD, "\(cache.place.directory)/\(told.file.sha256)", &times, 0)
    }
    cache.touch([files[0].file])
    let large = try Told(350, seed: 200, in: scratch)
    _ = try cache.begin([1], of: [files[2].file, large.file])
    let left = try FileManager.default.contentsOfDirectory(atPath: cache.place.directory).filter {
      !$0.hasSuffix(".part")
    }
    #expect(Set(left) == [files[0].file.sha256, files[2].file.sha256])
    let huge = try Told(1001, seed: 9, in: scratch)
    let error = try #require(throws: PreparationError.self) { _ = try cache.begin([0], of: [huge.file]) }
    #expect(error.exitCode == 73 && error.description.contains("need 1001 bytes, it may hold 1000"))
  }

  @Test(
    "a digest that is none never becomes a path",
    arguments: ["../../etc/x", "", "A" + String(repeating: "0", count: 63)])
  func noDigest(digest: String) throws {
    let scratch = try Scratch()
    let file = DataFile(role: .trainInputs, name: "x", bytes: 1, sha256: digest)
    let error = try #require(throws: PreparationError.self) { _ = try cache(scratch).begin([0], of: [file]) }
    #expect(error.exitCode == 76)
  }

  @Test("parts that nobody is fetching are gone on with or removed, those of another process are left alone and count")
  func left() throws {
    let scratch = try Scratch()
    let told = try Told(FilePieces.bytesPerPiece * 2, seed: 4, in: scratch)
    let other = String(repeating: "b", count: 64)
    try FileManager.default.createDirectory(atPath: scratch.file("cache/deep"), withIntermediateDirectories: true)
    _ = try scratch.write([1], to: "cache/deep/\(other).1.part")
    let busy = try scratch.write([UInt8](repeating: 1, count: 500), to: "cache/deep/\(other).2.part")
    _ = try scratch.write([1], to: "cache/deep/\(told.file.sha256).1.part")
    _ = try scratch.write(try told.piece(0), to: "cache/deep/\(told.file.sha256).2.part")
    _ = try scratch.write([1], to: "cache/deep/film.mkv.part")
    _ = try scratch.write([1], to: "cache/deep/\(other).part")
    let process = open(busy, O_RDWR)
    defer { close(process) }
    #expect(flock(process, LOCK_EX | LOCK_NB) == 0)
    let tight = cache(scratch, limit: told.bytes.count + 499)
    #expect(throws: PreparationError.self) { try tight.begin([0], of: [told.file]) }
    #expect(try cache(scratch).begin([0], of: [told.file]) == [MissingData(file: 0, pieces: 1)])
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.file("cache/deep"))
    #expect(
      Set(names) == ["\(other).2.part", "\(told.file.sha256).2.part", "film.mkv.part", "\(other).part"])
  }

  @Test("what an earlier process left and is wrong is fetched again from its beginning, once")
  func wrongLeft() throws {
    let scratch = try Scratch()
    let told = try Told(FilePieces.bytesPerPiece + 9, seed: 5, in: scratch)
    try FileManager.default.createDirectory(atPath: scratch.file("cache/deep"), withIntermediateDirectories: true)
    let zeros = [UInt8](repeating: 0, count: FilePieces.bytesPerPiece)
    _ = try scratch.write(zeros, to: "cache/deep/\(told.file.sha256).1.part")
    let cache = cache(scratch)
    #expect(try cache.begin([0], of: [told.file]) == [MissingData(file: 0, pieces: 1)])
    try keep(1, of: told, in: cache)
    #expect(try cache.finish() == [MissingData(file: 0, pieces: 0)])
    for piece in 0..<2 { try keep(piece, of: told, in: cache) }
    #expect(try cache.finish().isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.file("cache/deep")) == [told.file.sha256])
  }

  @Test("a piece that comes when the run was left is not kept")
  func tooLate() throws {
    let scratch = try Scratch()
    let told = try Told(10, seed: 6, in: scratch)
    let cache = cache(scratch)
    _ = try cache.begin([0], of: [told.file])
    cache.forget()
    let isKept = try told.bytes.withUnsafeBytes { try cache.keep($0, FrameHeader(kind: .data, nodeIndex: 0, chunk: 0)) }
    #expect(!isKept)
  }
}
