import Testing

@testable import Cluster
@testable import Coordinator

@Suite struct CoordinatorStatusTests {
  @Test("a run is told in one line, from its gathering to its end")
  func story() {
    var status = CoordinatorStatus(steps: 705)
    #expect(status.text == "waiting for workers")
    let figures = StepFigures(step: 200, figures: Figures(samples: 256, lossSum: 123.9))
    let dealt = (1...3).map { DealtWorker(name: "w\($0)", lanes: 1, shards: 0..<1) }
    let story: [(CoordinatorReport, String)] = [
      (.ready(name: "w1", ready: 1, needed: 2), "waiting for workers: 1 of at least 2 ready"),
      (.started(dealt), "started, workers 3"),
      (.committed(figures), "step 200 of 705, workers 3, loss 0.4840"),
      (.ready(name: "w4", ready: 4, needed: 2), "step 200 of 705, workers 3, loss 0.4840"),
      (.lost(name: "w1", reason: "silent", members: 2), "step 200 of 705, workers 2, loss 0.4840"),
      (
        .waitingForWorkers(present: 1, needed: 2, step: 201),
        "waiting for workers before step 201 of 705: 1 of at least 2"
      ),
      (.evaluating(step: 705), "evaluating after step 705 of 705, workers 2"),
      (.draining(step: 705), "stopping after step 705 of 705"),
      (.finishing(Outcome(.done, "all steps done")), "all steps done"),
    ]
    for (report, text) in story {
      status.note(report)
      #expect(status.text == text)
    }
  }
}
