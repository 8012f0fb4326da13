import Checkpoints
import Crypto
import Foundation

/// The file `lineage`: the bytes as they are, and once more as a first line with its digest behind it.
enum Lineages {
  static func check(_ input: [UInt8]) throws {
    try checkFile(input)
    let digest = SHA256.hash(data: input).map { String(format: "%02x", $0) }.joined()
    try checkFile(input + Array("\n\(digest)\n".utf8))
  }

  private static func checkFile(_ bytes: [UInt8]) throws {
    let scratch = try ScratchDirectory()
    try scratch.write(bytes, to: Lineage.fileName)
    let lineage: Lineage?
    do { lineage = try Lineage.read(from: scratch.path) } catch {
      return try Checkpoints.checkWords(error, in: scratch, of: bytes.count)
    }
    guard let lineage else { throw BrokenPromise(description: "the file is there, and was not read") }
    try lineage.write(to: scratch.path)
    try require(try Lineage.read(from: scratch.path) == lineage, "\(lineage) changes when it is written")
    guard let next = try? lineage.nextTerm(life: 1) else {
      return try require(lineage.term == .max, "no term after \(lineage.term)")
    }
    try require(next.term > lineage.term, "term \(next.term) after \(lineage.term)")
  }
}
