import Foundation
import TestKit
import Testing

@testable import Datasets

/// Numbers as bytes of a file, and what they are.
struct StoredCase: Sendable {
  let type: UInt8
  let body: [UInt8]
  let elements: Elements
}

@Suite struct IDXFileTests {
  static let stored: [StoredCase] = [
    StoredCase(type: 0x08, body: [0, 255], elements: .bytes([0, 255])),
    StoredCase(type: 0x09, body: [1, 255], elements: .signedBytes([1, -1])),
    StoredCase(type: 0x0B, body: [1, 2, 0xFF, 0xFE], elements: .shorts([258, -2])),
    StoredCase(type: 0x0C, body: [0, 0, 1, 0, 0xFF, 0xFF, 0xFF, 0xFF], elements: .integers([256, -1])),
    StoredCase(
      type: 0x0D, body: IDX.bigEndian(Float(1.5).bitPattern) + IDX.bigEndian(Float(-0.1).bitPattern),
      elements: .floats([1.5, -0.1])),
    StoredCase(
      type: 0x0E, body: IDX.bigEndian(Double(1.5).bitPattern) + IDX.bigEndian(Double(-0.1).bitPattern),
      elements: .doubles([1.5, -0.1])),
  ]

  @Test("every element type is read in big-endian order, plain and packed", arguments: Self.stored)
  func types(stored: StoredCase) throws {
    let scratch = try Scratch()
    let bytes = IDX.file(stored.type, [2], stored.body)
    for (name, content) in [("plain", bytes), ("packed", IDX.gzip(bytes))] {
      let file = try IDXFile(reading: scratch.write(content, to: name))
      #expect(file.elements == stored.elements)
      #expect(file.dimensions == [2])
    }
  }

  @Test("a file larger than a piece is read whole")
  func large() throws {
    let scratch = try Scratch()
    let body = (0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
    let bytes = IDX.file(8, [25, 100, 1000], body)
    #expect(try IDXFile(reading: scratch.write(bytes, to: "plain")).elements == .bytes(body))
    #expect(try IDXFile(reading: scratch.write(IDX.gzip(bytes), to: "packed")).elements == .bytes(body))
  }

  @Test("gzip members one after the other are one file")
  func members() throws {
    let scratch = try Scratch()
    let bytes = IDX.file(8, [4], [1, 2, 3, 4])
    let packed = IDX.gzip(Array(bytes[..<9])) + IDX.gzip(Array(bytes[9...]))
    #expect(try IDXFile(reading: scratch.write(packed, to: "a")).elements == .bytes([1, 2, 3, 4]))
  }

  static let badHeaders: [([UInt8], Int)] = [
    ([1, 0, 8, 1, 0, 0, 0, 1, 7], 0),
    ([0, 0, 7, 1, 0, 0, 0, 1, 7], 2),
    ([0, 0, 8, 0], 3),
    ([0, 0, 8, 9, 0, 0, 0, 1, 0, 0, 0, 1], 3),
    ([0, 0, 8, 1, 0, 0, 0, 0], 4),
    ([0, 0, 8], 3),
    ([], 0),
    ([0, 0, 8, 2, 0, 0, 0, 1, 0], 9),
    ([0, 0, 8, 1, 0, 0, 0, 1, 7, 7], 9),
    ([0, 0, 8, 1, 0, 0, 0, 2, 7], 9),
    ([0, 0, 8, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 8),
    ([0, 0, 14, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 8),
    ([0, 0, 8, 1, 0xFF, 0xFF, 0xFF, 0xFF, 1], 9),
  ]

  @Test("a wrong header is an error with the byte", arguments: Self.badHeaders)
  func wrongHeaders(bytes: [UInt8], offset: Int) throws {
    let scratch = try Scratch()
    let path = try scratch.write(bytes, to: "a")
    let error = #expect(throws: DatasetError.self) { try IDXFile(reading: path) }
    guard case .malformed(let file, let place, _, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(file == path)
    #expect(place == offset)
    #expect(error?.exitCode == 65)
  }

  @Test("a packed file that promises more than it can hold is refused before memory is taken")
  func promises() throws {
    let scratch = try Scratch()
    let path = try scratch.write(IDX.gzip(IDX.file(8, [0x7FFF_FFFF, 0x7FFF_FFFF], [])), to: "a")
    let error = #expect(throws: DatasetError.self) { try IDXFile(reading: path) }
    #expect(error?.description.contains("compressed bytes can hold") == true)
  }

  @Test("bytes behind the end of packed numbers are an error")
  func trailing() throws {
    let scratch = try Scratch()
    let inside = try scratch.write(IDX.gzip(IDX.file(8, [1], [7, 8])), to: "inside")
    let behind = try scratch.write(IDX.gzip(IDX.file(8, [1], [7])) + [9, 9], to: "behind")
    #expect(throws: DatasetError.self) { try IDXFile(reading: inside) }
    #expect(throws: DatasetError.self) { try IDXFile(reading: behind) }
  }

  @Test("numbers that are not finite are an error with their byte")
  func notFinite() throws {
    let scratch = try Scratch()
    let floats = IDX.bigEndian(Float(1).bitPattern) + IDX.bigEndian(Float.nan.bitPattern)
    let doubles = IDX.bigEndian(1e300.bitPattern)
    let error = #expect(throws: DatasetError.self) {
      try IDXFile(reading: scratch.write(IDX.file(13, [2], floats), to: "a"))
    }
    #expect(
      error?.description == "\(scratch.file("a")): byte 12: expected a finite number that a Float holds, found nan")
    #expect(throws: DatasetError.self) { try IDXFile(reading: scratch.write(IDX.file(14, [1], doubles), to: "b")) }
  }

  @Test("a missing file names the packed one beside it")
  func missing() throws {
    let scratch = try Scratch()
    _ = try scratch.write([1], to: "images.gz")
    let error = #expect(throws: DatasetError.self) { try IDXFile(reading: scratch.file("images")) }
    #expect(error == .missing(file: scratch.file("images"), hint: "did you mean \(scratch.file("images")).gz?"))
    #expect(error?.exitCode == 66)
    let directory = #expect(throws: DatasetError.self) { try IDXFile(reading: scratch.path) }
    #expect(directory == .unreadable(file: scratch.path, reason: "Is a directory"))
  }

  @Test("a named pipe is refused, not waited for; a table may come from one", .timeLimit(.minutes(1)))
  func pipe() throws {
    let scratch = try Scratch()
    let path = scratch.file("pipe")
    try #require(mkfifo(path, 0o600) == 0)
    let refusal = DatasetError.unreadable(file: path, reason: "expected a regular file, found a pipe or a device")
    #expect(throws: refusal) { try IDXFile(reading: path) }
    #expect(throws: refusal) { try DataFile(role: .trainInputs, path: path) }
    let writer = Thread { try? Data("1,2\n".utf8).write(to: URL(fileURLWithPath: path)) }
    writer.start()
    #expect(try CSVTable(reading: path).numbers == [1, 2])
  }

  @Test("a file cut at any byte is an error", arguments: [false, true])
  func truncated(packed: Bool) throws {
    let scratch = try Scratch()
    let bytes = IDX.file(11, [3, 5], (0..<30).map { UInt8($0 * 7) })
    let content = packed ? IDX.gzip(bytes) : bytes
    for length in 0..<content.count {
      let path = try scratch.write(Array(content[..<length]), to: "cut")
      #expect(throws: DatasetError.self) { try IDXFile(reading: path) }
    }
  }

  @Test("changed bytes never trap", arguments: [false, true])
  func flipped(packed: Bool) throws {
    let scratch = try Scratch()
    var random = TestRandom(seed: packed ? 1 : 2)
    let bytes = IDX.file(13, [2, 3], (0..<6).flatMap { IDX.bigEndian(Float($0).bitPattern) })
    let content = packed ? IDX.gzip(bytes) : bytes
    for _ in 0..<1500 {
      var changed = content
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        changed[Int.random(in: 0..<content.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      _ = try? IDXFile(reading: scratch.write(changed, to: "changed"))
    }
  }
}
