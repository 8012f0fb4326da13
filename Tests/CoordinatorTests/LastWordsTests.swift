import Testing

@testable import Coordinator

@Suite struct LastWordsTests {
  private let ordinary = [
    "2026-11-24T19:19:07+0000 info mgd-worker: [Worker] joined the run",
    "2026-11-24T19:19:08+0000 notice mgd-worker: step=12 [Worker] an error is far away",
  ]

  @Test("warnings and errors are told without their time, ordinary events are not")
  func telling() {
    let log = [
      ordinary[0], "2026-11-24T19:19:09+0000 warning mgd-worker: [Worker] little memory", ordinary[1],
      "2026-11-24T19:19:10+0000 error mgd-worker: file=a.gz [Worker] no such file",
    ]
    #expect(
      LastWords.told(by: log.joined(separator: "\n"))
        == "warning mgd-worker: [Worker] little memory | error mgd-worker: file=a.gz [Worker] no such file")
  }

  @Test(
    "what is no event is told as it stands",
    arguments: ["Fatal error: Index out of range", "taskset: failed to execute mgd-worker", "two words", "1T info"])
  func foreign(line: String) {
    #expect(LastWords.told(by: "\(ordinary[0])\n\(line)\n\(ordinary[1])\n") == line)
  }

  @Test("the last event stands in when there is nothing else")
  func onlyOrdinary() {
    #expect(
      LastWords.told(by: ordinary.joined(separator: "\n")) == "notice mgd-worker: step=12 [Worker] an error is far away"
    )
  }

  @Test("only the last five are told")
  func manyLines() {
    let log = (1...9).map { "line \($0)\n" }.joined()
    #expect(LastWords.told(by: log) == "line 5 | line 6 | line 7 | line 8 | line 9")
  }

  @Test("an empty log has no last words", arguments: ["", "\n\n"])
  func silence(log: String) {
    #expect(LastWords.told(by: log).isEmpty)
  }
}
