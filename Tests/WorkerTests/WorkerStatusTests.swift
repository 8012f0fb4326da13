import Cluster
import Testing
import ZeroMQ

@testable import Worker

@Suite struct WorkerStatusTests {
  @Test("a worker's life is told in one line, from one run to the next")
  func story() {
    let status = WorkerStatus(coordinator: .tcp(host: "10.0.0.1", port: 7077))
    #expect(status.text == "waiting for tcp://10.0.0.1:7077")
    let story: [(WorkerReport, String)] = [
      (.cannotConnect("refused"), "waiting for tcp://10.0.0.1:7077: refused"),
      (.welcomed(runName: "spirals", members: 1), "run spirals: preparing"),
      (.ready(runName: "spirals"), "run spirals: ready"),
      (.dealt(shards: [0..<8], fromStep: 1), "run spirals: computing"),
      (.coordinatorSilent(.seconds(5), step: 7), "run spirals: coordinator not heard at step 7"),
      (.coordinatorBack(step: 7), "run spirals: computing"),
      (.left(reason: "done"), "waiting for tcp://10.0.0.1:7077"),
    ]
    for (report, text) in story {
      status.note(report)
      #expect(status.text == text)
    }
  }
}
