import Foundation
import Testing

@testable import Telemetry

@Suite struct StoredSummaryTests {
  private func text(_ json: String) throws -> [String] {
    try StoredSummary(json: Data(json.utf8)).lines.map { "\($0.title): \($0.words)" }
  }

  @Test("a summary that was written is read")
  func written() throws {
    #expect(
      try text(Samples.summary.json) == [
        "run: fashion-mnist", "status: done", "trained: 2,350 steps, 10 epochs in 1.5 s", "speed: 412,088 samples/s",
        "training: loss 0.2311", "validation: loss 0.3651  accuracy 0.8731, 8731/10000", "parameters: 101,770",
        "workers: 2 with 4 threads",
      ])
  }

  @Test("what a run has not is left out")
  func short() throws {
    #expect(
      try text(#"{"status":"failed","message":"no data","steps":1,"epochs":0,"threads":2,"train.loss":null}"#) == [
        "status: failed: no data", "trained: 1 step, 0 epochs",
      ])
  }

  @Test("numbers of any size have words")
  func large() throws {
    let json =
      #"{"status":"done","steps":-9223372036854775808,"epochs":9223372036854775807,"seconds":1e300,"validation.loss":-1e300,"#
      + #""validation.correct":9223372036854775807,"validation.samples":0,"samples_per_second":-1}"#
    #expect(
      try text(json) == [
        "status: done", "trained: -9,223,372,036,854,775,808 steps, 9,223,372,036,854,775,807 epochs in -",
        "speed: - samples/s", "validation: loss -1.000e+300  accuracy 0.0000, 9223372036854775807/0",
      ])
  }

  @Test("other contents are an error", arguments: ["", "{", "[]", "{}", #"{"status":1,"steps":1,"epochs":1}"#])
  func refused(json: String) {
    #expect(throws: DecodingError.self) { try StoredSummary(json: Data(json.utf8)) }
  }
}
