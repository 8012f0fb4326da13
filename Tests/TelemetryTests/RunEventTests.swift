import Locks
import Testing

@testable import Telemetry

@Suite struct RunEventTests {
  @Test("where programs read, nothing is written, and each kind of event has its words and the names of metrics.jsonl")
  func story() {
    let events = Locked<[RunEvent]>([])
    let display = RunDisplay(telling: { event in events.withLock { $0.append(event) } })
    display.begin(Samples.overview)
    display.progress(Samples.step)
    display.logged(Samples.step)
    display.evaluated(Samples.evaluation)
    display.note("nothing is left to do")
    display.finish(Samples.summary)
    let told = events.withLock { $0 }
    #expect(told.map(\.message) == ["run begins", "step", "evaluation", "nothing is left to do", "run ends"])
    #expect(told[1].fields.fields.map(\.key).starts(with: Samples.step.fields.fields.map(\.key)))
    #expect(told[2].fields.fields.contains { $0.key == "validation.loss" && $0.value == .number(0.36512) })
    #expect(told.allSatisfy { !$0.isFailure })
  }

  @Test("a run that failed says so, and why")
  func failure() {
    var summary = Samples.summary
    (summary.status, summary.message) = (.failed, "the loss is not finite")
    let event = RunEvent(summary)
    #expect(event.isFailure)
    #expect(event.fields.fields.contains { $0.key == "reason" && $0.value == .text("the loss is not finite") })
    #expect(!event.fields.fields.contains { $0.key == "message" })
  }
}
