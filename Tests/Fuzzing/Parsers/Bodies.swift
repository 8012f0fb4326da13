import Foundation
import Wire

/// The JSON of a control message, behind a byte that chooses its kind.
enum Bodies {
  static func check(_ input: [UInt8]) throws {
    guard let first = input.first else { return }
    let kind = Kind.allCases[Int(first) % Kind.allCases.count]
    let message: Message
    do { message = try read(kind, Data(input.dropFirst())) } catch { return try checkWords(error) }
    try require(message.kind == kind, "a \(kind) became \(message)")
    let body: Data
    // Another spelling of the same numbers may be longer.
    do { body = try message.encodedBody() } catch { return try checkWords(error) }
    let again = try read(kind, body)
    try require(again == message, "\(message) became \(again)")
    try require(try again.encodedBody() == body, "\(message) has other bytes when it is written again")
  }

  private static func read(_ kind: Kind, _ body: Data) throws(FrameProblem) -> Message {
    try body.withUnsafeBytes { bytes -> Result<Message, FrameProblem> in
      do throws(FrameProblem) { return .success(try Message(kind: kind, body: bytes)) } catch { return .failure(error) }
    }.get()
  }

  /// A problem goes into a log: it has words, on one line, and never the text that a stranger sent.
  static func checkWords(_ problem: FrameProblem) throws {
    let words = problem.description
    try require(!words.isEmpty && !problem.reason.isEmpty, "\(problem) without words")
    try require(words.utf8.count <= 300, "\(words.utf8.count) bytes of words: \(words)")
    try require(words.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "words with other characters: \(words)")
  }
}
