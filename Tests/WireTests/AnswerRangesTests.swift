import Foundation
import Testing

@testable import Wire

/// Whoever answers may send any number; a person's program adds, divides and prints them.
@Suite struct AnswerRangesTests {
  private static let answer = String(
    decoding: (try? Message.answer(Answer(isDone: true, "done", state: Samples.state)).encodedBody()) ?? Data(),
    as: UTF8.self)

  private func problem(_ json: String) -> FrameProblem? {
    do throws(FrameProblem) {
      _ = try MessageTests.decode(.answer, json)
      return nil
    } catch { return error }
  }

  @Test("an answer of a coordinator is taken")
  func taken() { #expect(problem(Self.answer) == nil) }

  @Test(
    "a number out of any sensible range is refused, with its name",
    arguments: [
      (#""seconds":1.5"#, #""seconds":1e300"#, "seconds"), (#""seconds":1.5"#, #""seconds":-1"#, "seconds"),
      (#""others":0"#, #""others":9223372036854775807"#, "others"),
      (#""steps":100"#, #""steps":9223372036854775807"#, "steps"),
      (#""step":8,"steps""#, #""step":-1,"steps""#, "step"),
      (#""stepsPerEpoch":4"#, #""stepsPerEpoch":9223372036854775807"#, "stepsPerEpoch"),
      (#""checkpoint":4"#, #""checkpoint":-9223372036854775808"#, "checkpoint"),
      (#""minWorkers":1"#, #""minWorkers":-1"#, "minWorkers"), (#""threads":8"#, #""threads":-8"#, "threads"),
      (#""shards":3"#, #""shards":9223372036854775807"#, "shards"), (#""holds":8"#, #""holds":-1"#, "holds"),
      (#""silence":0.25"#, #""silence":1e300"#, "silence"),
    ])
  func refused(found: String, other: String, name: String) throws {
    try #require(Self.answer.contains(found), "\(Self.answer)")
    guard case .badBody(.answer, let detail)? = problem(Self.answer.replacing(found, with: other)) else {
      return #expect(problem(Self.answer.replacing(found, with: other)) != nil, "\(other) was taken")
    }
    #expect(detail.hasPrefix("\(name): expected"), "\(detail)")
  }

  @Test("JSON's ways to say what is no number give none", arguments: ["NaN", "1e999", "null", "\"1\"", "-1e999"])
  func noNumber(text: String) { #expect(problem(Self.answer.replacing("1.5", with: text)) != nil) }
}
