import Testing

@testable import Worker

@Suite struct CancellationTests {
  @Test("what was given before the order is covered, what comes after it is not")
  func order() {
    var cancellation = Cancellation()
    let first = cancellation.numberTask()
    #expect(!cancellation.covers(5, task: first))
    cancellation.cancel(throughStep: 5)
    let second = cancellation.numberTask()
    #expect(cancellation.covers(5, task: first) && cancellation.covers(4, task: first))
    #expect(!cancellation.covers(6, task: first))
    #expect(!cancellation.covers(5, task: second))
  }

  @Test("a smaller order does not take back a larger one")
  func smaller() {
    var cancellation = Cancellation()
    let task = cancellation.numberTask()
    cancellation.cancel(throughStep: .max)
    cancellation.cancel(throughStep: 3)
    #expect(cancellation.covers(9, task: task))
  }
}
