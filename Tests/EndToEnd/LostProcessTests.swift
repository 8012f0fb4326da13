import Foundation
import TestKit
import Testing

extension EndToEnd {
  /// kill -9 of a worker ends the run within 6 s, with the worker and the step named.
  @Suite struct LostProcessTests {
    private func expectLost(_ name: String, _ coordinator: RunningProgram, _ training: Training) throws {
      let killed = ContinuousClock.now
      let ended = try coordinator.end(within: 10)
      #expect(ContinuousClock.now - killed < .seconds(6))
      #expect(ended.code == 75)
      #expect(ended.text.contains("worker \(name) "), "\(ended.text)")
      #expect(ended.text.contains(/lost [a-z ]*step \d+/), "\(ended.text)")
      let summary = try training.object("runs/trial/summary.json")
      #expect(summary["status"] as? String == "stopped")
      #expect((summary["steps"] as? Int ?? 0) > 0)
    }

    @Test("a local worker that is killed ends the run", arguments: [1, 2])
    func local(workers: Int) throws {
      let training = try Training()
      let coordinator = try training.coordinator([
        "run.steps=100000000", "cluster.local_workers=\(workers)", "telemetry.log_every=1",
      ])
      try coordinator.waitFor("step 5/")
      let victim = try #require(training.localWorkers(of: coordinator).first)
      kill(victim.pid, SIGKILL)
      try expectLost(victim.name, coordinator, training)
    }

    @Test("a worker over tcp that is killed ends the run", arguments: [1, 2])
    func overTCP(workers: Int) throws {
      let training = try Training()
      let endpoint = try FreePort.endpoint()
      let coordinator = try training.coordinator([
        "run.steps=100000000", "cluster.listen=\(endpoint)", "cluster.local_workers=0",
        "cluster.min_workers=\(workers)", "telemetry.log_every=1",
      ])
      let started = try (1...workers).map { try training.worker("hand-\($0)", at: endpoint) }
      try coordinator.waitFor("step 5/")
      started[0].send(SIGKILL)
      try expectLost("hand-1", coordinator, training)
      for worker in started.dropFirst() { #expect(try worker.end(within: 10).code == 75) }
    }
  }
}

/// Beside the others: it mostly waits.
@Suite(.enabled(if: Programs.release != nil, Programs.reason)) struct EndToEndLostCoordinatorTests {
  @Test("workers do not outlive a coordinator that was killed for ever", .timeLimit(.minutes(3)))
  func coordinatorKilled() async throws {
    let training = try Training()
    let coordinator = try training.coordinator([
      "run.steps=100000000", "cluster.local_workers=2", "cluster.local_threads=1", "telemetry.log_every=1",
    ])
    try coordinator.waitFor("step 5/")
    let workers = training.localWorkers(of: coordinator)
    try #require(workers.count == 2)
    coordinator.send(SIGKILL)
    // The orphan's patience is 60 s, so that a coordinator can be started again.
    for _ in 0..<80 where !workers.allSatisfy({ Training.isGone($0.pid, within: 0) }) {
      try await Task.sleep(for: .seconds(1))
    }
    for worker in workers {
      #expect(Training.isGone(worker.pid, within: 0), "\(worker.name)")
      #expect(try training.text("runs/trial/\(worker.name).log").contains("coordinator was not heard"))
      kill(worker.pid, SIGKILL)
    }
  }
}
