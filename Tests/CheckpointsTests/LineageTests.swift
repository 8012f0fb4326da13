import Foundation
import TestKit
import Testing
import Wire

@testable import Checkpoints

@Suite struct LineageTests {
  private let lineage = Lineage(
    run: RunID(high: 1, low: 2), term: 7, life: .max,
    members: [.init(name: "alpha", incarnation: .max - 1, process: 12), .init(name: "beta", incarnation: 0)])

  @Test("what was written is read again, and a directory without one has none")
  func roundTrip() throws {
    let scratch = try Scratch()
    #expect(try Lineage.read(from: scratch.path) == nil)
    try lineage.write(to: scratch.path)
    #expect(try Lineage.read(from: scratch.path) == lineage)
    #expect(try scratch.names == ["lineage"])
  }

  @Test("the next life has the next term, or one above what was heard, and the members of the last")
  func nextTerm() throws {
    let next = try lineage.nextTerm(life: 5)
    #expect(next.term == 8 && next.life == 5 && next.run == lineage.run && next.members == lineage.members)
    #expect(try lineage.nextTerm(life: 5, above: 20).term == 21)
    #expect(try lineage.nextTerm(life: 5, above: 3).term == 8)
    #expect(throws: CheckpointError.self) { try lineage.nextTerm(life: 5, above: .max) }
  }

  @Test("every change of every byte and every other length is told, with the remedy")
  func damage() throws {
    let scratch = try Scratch()
    try lineage.write(to: scratch.path)
    let whole = try scratch.bytes("lineage")
    var damaged = whole.indices.map { Array(whole[..<$0]) } + [whole + [10], whole + [0]]
    for place in whole.indices {
      for bit in 0..<8 {
        damaged.append(whole)
        damaged[damaged.count - 1][place] ^= 1 << UInt8(bit)
      }
    }
    for bytes in damaged {
      _ = try scratch.write(bytes, to: "lineage")
      let error = #expect(throws: CheckpointError.self) { try Lineage.read(from: scratch.path) }
      #expect(error?.description.contains("--resume never") == true)
    }
  }

  @Test("a lineage of a newer format is refused with both versions")
  func newer() throws {
    let scratch = try Scratch()
    try lineage.write(to: scratch.path)
    let line = String(decoding: try scratch.bytes("lineage"), as: UTF8.self).split(separator: "\n")[0]
      .replacing("\"format\":1", with: "\"format\":2")
    _ = try scratch.write(Array("\(line)\n\(Lineage.digest(line))\n".utf8), to: "lineage")
    let error = #expect(throws: CheckpointError.self) { try Lineage.read(from: scratch.path) }
    #expect(error?.description.contains("expected lineage format 1 or older, found format 2 of a newer mgd") == true)
  }
}
