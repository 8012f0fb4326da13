import Foundation
import TestKit
import Testing

extension EndToEnd {
  /// Workers are killed, stopped, sent away and added while a run trains; the bytes are those of a calm run.
  @Suite struct LostWorkerTests {
    /// Some seconds of training.
    private let long = ["run.epochs=1500", "evaluation.every_epochs=500", "checkpoint.every_epochs=0"]
    private let atHand = ["cluster.local_workers=0", "cluster.min_workers=1"]

    private func calm() throws -> Data { try Training().train(long) }

    @Test("a local worker that is killed is started again, and the run goes on")
    func local() throws {
      let training = try Training()
      let coordinator = try training.coordinator(long + ["cluster.local_workers=2", "cluster.local_threads=1"])
      try coordinator.waitFor("step 200/")
      let victim = try #require(training.localWorkers(of: coordinator).first)
      kill(victim.pid, SIGKILL)
      let ended = try coordinator.end()
      #expect(ended.code == 0, "\(ended.text)")
      #expect(ended.text.contains("worker \(victim.name) lost"), "\(ended.text)")
      #expect(ended.text.contains("it is started again"), "\(ended.text)")
      #expect(ended.text.contains("\(victim.name) holds step"), "\(ended.text)")
      #expect(try training.bytes("runs/trial/model.safetensors") == calm())
    }

    @Test("a local worker that dies in every life is given up with its last words, and the others go on")
    func crashLoop() throws {
      let training = try Training()
      let coordinator = try training.coordinator(
        ["run.steps=100000000", "cluster.local_workers=2", "cluster.local_threads=1", "cluster.min_workers=1"],
        environment: ["MGD_FAILPOINTS": "local-2:crash@5+"])
      try coordinator.waitFor("local worker local-2 is given up after five lives without a result", within: 50)
      let step = coordinator.lastStep
      try coordinator.waitFor("further steps") { _ in coordinator.lastStep > step ? () : nil }
      coordinator.send(SIGTERM)
      let ended = try coordinator.end(within: 10)
      #expect(ended.code == 0, "\(ended.text)")
      #expect(ended.errors.matches(of: /local worker local-2 exited with code 134/).count == 4, "\(ended.errors)")
    }

    @Test("when the only local worker dies in every life the run ends with 75, its last words and its checkpoint")
    func hopeless() throws {
      let training = try Training()
      let ended = try training.coordinator(
        ["cluster.local_workers=1", "checkpoint.every_steps=2"], environment: ["MGD_FAILPOINTS": "local-1:crash@5+"]
      ).end()
      #expect(ended.code == 75, "\(ended.text)")
      // It dies before it computes step 5; what it made of step 4 may or may not have left by then.
      #expect(ended.text.contains(/only 0 of at least 1 workers are left at step [45]/), "\(ended.text)")
      let again = try training.lead(["cluster.local_workers=1"], resume: "auto")
      #expect(again.code == 0 && again.text.contains("resuming from"), "\(again.text)")
      #expect(try training.bytes("runs/trial/model.safetensors") == Training().train())
    }

    @Test("the only local worker is killed: the run waits for its next life")
    func only() throws {
      let training = try Training()
      let coordinator = try training.coordinator(long)
      try coordinator.waitFor("step 200/")
      kill(try #require(training.localWorkers(of: coordinator).first).pid, SIGKILL)
      let ended = try coordinator.end()
      #expect(ended.code == 0, "\(ended.text)")
      #expect(ended.text.contains("waiting for workers"), "\(ended.text)")
      #expect(try training.bytes("runs/trial/model.safetensors") == calm())
    }

    @Test("over tcp one worker of two is killed, another comes, and the last one is sent away")
    func overTCP() throws {
      let training = try Training()
      let endpoint = try FreePort.endpoint()
      let coordinator = try training.coordinator(long + atHand + ["cluster.listen=\(endpoint)"])
      let workers = try (1...2).map { try training.worker("hand-\($0)", at: endpoint) }
      try waitForBoth(coordinator)
      workers[0].send(SIGKILL)
      try coordinator.waitFor("the connection to worker hand-1 broke")
      let joiner = try training.worker("hand-3", at: endpoint)
      try coordinator.waitFor("worker hand-3 holds step")
      workers[1].send(SIGTERM)
      #expect(try workers[1].end(within: 10).code == 0)
      let ended = try coordinator.end()
      #expect(ended.code == 0, "\(ended.text)")
      #expect(try joiner.end(within: 10).code == 0)
      #expect(try training.bytes("runs/trial/model.safetensors") == calm())
    }

    /// Two workers started by hand train; one may have come after the start.
    private func waitForBoth(_ coordinator: RunningProgram) throws {
      for number in 1...2 { try coordinator.waitFor("worker hand-\(number) is ready") }
      let start = coordinator.lastStep
      try coordinator.waitFor("further steps") { _ in coordinator.lastStep >= start + 200 ? () : nil }
    }

    @Test("a shard that takes longer than cluster.step_deadline loses nobody: progress is told by the layer")
    func longShard() throws {
      let layers = Array(repeating: #"{ type = "linear", outputs = 384, activation = "relu" },"#, count: 20)
      let training = try Training(
        Training.runFile
          .replacing("samples = 500", with: "samples = 8192").replacing("size = 64", with: "size = 8192")
          .replacing("shards = 8", with: "shards = 1")
          .replacing("layers = [", with: "layers = [\n" + layers.joined(separator: "\n")))
      let ended = try training.lead([
        "run.steps=1", "cluster.local_workers=1", "cluster.local_threads=1", "cluster.step_deadline=1",
        "cluster.heartbeat_interval=0.2", "cluster.suspect=1",
      ])
      #expect(ended.code == 0, "\(ended.text)")
      #expect(!ended.text.contains("lost"), "\(ended.text)")
    }

    @Test("a worker that stands still is evicted, and joins again when it wakes", .timeLimit(.minutes(2)))
    func stopped() throws {
      let training = try Training()
      let endpoint = try FreePort.endpoint()
      let coordinator = try training.coordinator(
        ["run.steps=100000000", "checkpoint.every_epochs=0", "evaluation.every_epochs=100000"] + atHand + [
          "cluster.listen=\(endpoint)"
        ])
      let workers = try (1...2).map { try training.worker("hand-\($0)", at: endpoint) }
      try waitForBoth(coordinator)
      workers[0].send(SIGSTOP)
      let stopped = ContinuousClock.now
      try coordinator.waitFor("worker hand-1 lost", within: 10)
      #expect(ContinuousClock.now - stopped < .seconds(7))
      workers[0].send(SIGCONT)
      try coordinator.waitFor("worker hand-1 holds step", within: 10)
      coordinator.send(SIGTERM)
      #expect(try coordinator.end(within: 20).code == 0)
      for worker in workers { #expect(try worker.end(within: 10).code == 0) }
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
