import Foundation
import Testing

@testable import Telemetry

@Suite struct FiguresJSONTests {
  @Test("a line has flat names in a fixed order")
  func lines() {
    #expect(
      Samples.step.json == #"{"step":400,"epoch":2,"samples":102240,"train.loss":0.412345,"train.accuracy":0.85123,"#
        + #""samples_per_second":412345.6,"seconds":0.25}"#)
    #expect(
      Samples.evaluation.json == #"{"step":470,"epoch":2,"validation.loss":0.36512,"validation.accuracy":0.8731,"#
        + #""validation.correct":8731,"validation.samples":10000,"seconds":0.29}"#)
  }

  @Test(
    "numbers that JSON does not know are null, and it stays JSON",
    arguments: [Double.nan, .infinity, -.infinity, 1e-300, 1e300, 2.3e-308])
  func numbers(value: Double) throws {
    var step = Samples.step
    step.loss = value
    let object = try #require(try JSONSerialization.jsonObject(with: Data(step.json.utf8)) as? [String: Any])
    if value.isFinite {
      #expect(object["train.loss"] as? Double == value)
    } else {
      #expect(object["train.loss"] is NSNull)
    }
  }

  @Test("the summary is JSON with what other programs look for")
  func summary() throws {
    var summary = Samples.summary
    summary.message = "quote \" backslash \\ line\nend \u{1}"
    let object = try #require(try JSONSerialization.jsonObject(with: Data(summary.json.utf8)) as? [String: Any])
    #expect(object["message"] as? String == summary.message)
    #expect(object["status"] as? String == "done" && object["steps"] as? Int == 2350)
    #expect(object["validation.accuracy"] as? Double == 0.8731 && object["train.loss"] as? Double == 0.2311)
    #expect(object["samples_per_second"] as? Double == 412_087.9 && object["workers"] as? Int == 2)
  }
}
