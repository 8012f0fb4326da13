import Cluster
import Testing
import ZeroMQ

@testable import Worker

@Suite struct WaitingNoticeTests {
  /// What is said in so many seconds of ticks, with the seconds at which it is.
  private func said(_ notice: inout WaitingNotice, _ seconds: Range<Int>, _ wait: (Int) -> Wait?) -> [Int: String] {
    var said: [Int: String] = [:]
    for second in seconds { said[second] = notice.turn(wait(second), at: .seconds(second)) }
    return said
  }

  @Test("a wait is told every 30 s, with its time")
  func interval() {
    var notice = WaitingNotice()
    let said = said(&notice, 5..<100) { _ in Wait(what: "data") }
    #expect(
      said == [35: "waiting for data (30 s)", 65: "waiting for data (60 s)", 95: "waiting for data (90 s)"])
  }

  @Test("another wait, something done or no wait at all begin anew")
  func anew() {
    var notice = WaitingNotice()
    #expect(said(&notice, 0..<29) { _ in Wait(what: "data") } == [:])
    #expect(said(&notice, 29..<58) { _ in Wait(what: "a start") } == [:])
    #expect(said(&notice, 58..<90) { Wait(what: "a start", done: $0 / 10) } == [:])
    #expect(said(&notice, 90..<91) { _ in nil } == [:])
    #expect(said(&notice, 91..<122) { _ in Wait(what: "a start") } == [121: "waiting for a start (30 s)"])
  }

  @Test("a worker says what it waits for wherever its machine does not, and nothing while it works")
  func states() {
    let status = WorkerStatus(coordinator: .ipc(path: "/run/mgd/x.sock"))
    #expect(status.wait(done: 0) == nil, "the machine tells it")
    let story: [(WorkerReport, Int?, Wait?)] = [
      (.welcomed(runName: "a", members: 1), 0, Wait(what: "run a: data and model to be prepared")),
      (.fetching(name: "x.gz", bytes: 9), 0, Wait(what: "run a: x.gz from the coordinator")),
      (
        .ready(runName: "a"), 0,
        Wait(what: "run a: its shards, until enough workers are there or the parameters have come")
      ),
      (.dealt(shards: [0..<8], fromStep: 1), nil, nil),
      (.dealt(shards: [0..<8], fromStep: 1), 7, Wait(what: "run a: the next step of the coordinator", done: 7)),
      (.coordinatorSilent(.seconds(5), step: 7), 7, nil),
      (.left(reason: "done"), 7, nil),
    ]
    for (report, done, wait) in story {
      status.note(report)
      #expect(status.wait(done: done) == wait, "\(report)")
    }
  }
}
