import Foundation
import TestKit
import Testing

extension EndToEnd {
  /// A run that is stopped, killed or changed, and started again.
  @Suite struct ResumeTests {
    private let long = [
      "run.epochs=1500", "evaluation.every_epochs=500", "telemetry.log_every=100", "checkpoint.every_steps=500",
      "checkpoint.every_epochs=0",
    ]

    private func calm() throws -> Data { try Training().train(long) }

    private func started(_ training: Training, workers: Int = 1) throws -> RunningProgram {
      let coordinator = try training.coordinator(
        long + ["cluster.local_workers=\(workers)", "cluster.local_threads=1"], resume: "auto")
      try coordinator.waitFor("step 1500/")
      return coordinator
    }

    @Test("a run that was stopped goes on with another number of workers, to the same bytes")
    func stopped() throws {
      let training = try Training()
      let coordinator = try started(training)
      coordinator.send(SIGTERM)
      #expect(try coordinator.end(within: 10).code == 0)
      let ended = try training.lead(long + ["cluster.local_workers=3", "cluster.local_threads=1"], resume: "auto")
      #expect(ended.code == 0, "\(ended.text)")
      #expect(ended.text.contains("resuming from"), "\(ended.text)")
      #expect(try training.bytes("runs/trial/model.safetensors") == calm())
      let summary = try training.object("runs/trial/summary.json")
      #expect(summary["steps"] as? Int == 12000 && summary["status"] as? String == "done")
      let steps = try training.text("runs/trial/metrics.jsonl").matches(of: /"step": ?(\d+)/).compactMap { Int($0.1) }
      #expect(steps == steps.sorted() && Set(steps) == Set(stride(from: 100, through: 12000, by: 100)))
    }

    @Test("a coordinator that was killed finds its workers again, and ends in the same bytes", arguments: [1, 2])
    func killed(workers: Int) throws {
      let training = try Training()
      let coordinator = try started(training, workers: workers)
      let before = training.localWorkers(of: coordinator)
      coordinator.send(SIGKILL)
      #expect(Training.isGone(coordinator.pid, within: 10))
      let again = try training.coordinator(
        long + ["cluster.local_workers=\(workers)", "cluster.local_threads=1"], resume: "auto")
      let ended = try again.end()
      #expect(ended.code == 0, "\(ended.text)")
      #expect(training.localWorkers(of: again).map(\.pid).sorted() == before.map(\.pid).sorted(), "\(ended.text)")
      #expect(try training.bytes("runs/trial/model.safetensors") == calm())
    }

    @Test("nothing that a worker holds is done again, and no checkpoint is needed for it", arguments: [1, 2])
    func takenOver(workers: Int) throws {
      let training = try Training()
      let settings =
        long.filter { !$0.hasPrefix("checkpoint.every_steps") }
        + ["checkpoint.every_seconds=0", "cluster.local_workers=\(workers)"]
      let coordinator = try training.coordinator(settings, resume: "auto")
      try coordinator.waitFor("step 3000/")
      coordinator.send(SIGKILL)
      #expect(Training.isGone(coordinator.pid, within: 10))
      let ended = try training.coordinator(settings, resume: "auto").end()
      #expect(ended.code == 0, "\(ended.text)")
      let step = try #require(
        ended.text.firstMatch(of: /the run goes on from step (\d+), which worker/), "\(ended.text)")
      #expect((Int(step.1) ?? 0) >= 3000)
      #expect(try training.bytes("runs/trial/model.safetensors") == calm())
      let steps = try training.text("runs/trial/metrics.jsonl").matches(of: /"step": ?(\d+)/).compactMap { Int($0.1) }
      // The step that the worker was ahead may be one that nobody lived to tell of.
      #expect(steps == steps.sorted())
      #expect(Set(stride(from: 100, through: 12000, by: 100)).subtracting(steps).count <= 1)
    }

    @Test("workers and coordinator are killed at once: the run goes on from its checkpoint")
    func allKilled() throws {
      let training = try Training()
      let coordinator = try started(training, workers: 2)
      for worker in training.localWorkers(of: coordinator) { kill(worker.pid, SIGKILL) }
      coordinator.send(SIGKILL)
      #expect(Training.isGone(coordinator.pid, within: 10))
      try expectModelNamed(in: training)
      let ended = try training.lead(long, resume: "auto")
      #expect(ended.code == 0, "\(ended.text)")
      #expect(ended.text.contains(/resuming from .*step \d+/), "\(ended.text)")
      #expect(try training.bytes("runs/trial/model.safetensors") == calm())
    }

    /// Who evaluates a run that did not end is told of the checkpoint's model, which can be evaluated.
    private func expectModelNamed(in training: Training) throws {
      let refused = try training.mgd("evaluate", "runs/trial")
      #expect(refused.code == 66)
      let model = try #require(refused.errors.firstMatch(of: /--model (\S+) takes/), "\(refused.errors)").output.1
      #expect(try training.mgd("evaluate", "runs/trial", "--model", String(model)).code == 0)
    }

    @Test("SIGUSR1 writes a checkpoint")
    func signals() throws {
      let training = try Training()
      let coordinator = try training.coordinator([
        "run.steps=100000000", "checkpoint.every_seconds=0", "checkpoint.every_epochs=0",
      ])
      try coordinator.waitFor("step 1000/")
      coordinator.send(SIGUSR1)
      try coordinator.waitFor("written (requested)")
      coordinator.send(SIGTERM)
      #expect(try coordinator.end(within: 10).code == 0)
      #expect(try training.names(in: "runs/trial/checkpoints").contains { $0.hasPrefix("step-") })
    }

    @Test(
      "a second signal of either kind ends at once, whatever the disk does, and the run can go on",
      arguments: [[SIGINT, SIGTERM], [SIGTERM, SIGINT], [SIGTERM, SIGTERM]])
    func secondSignal(signals: [Int32]) throws {
      let training = try Training()
      let coordinator = try training.coordinator(
        long, resume: "auto", environment: ["MGD_FAILPOINTS": "coordinator:disk@1000+"])
      try coordinator.waitFor("step 1500/")
      coordinator.send(signals[0])
      try coordinator.waitFor("stopping after step")
      usleep(200_000)
      #expect(coordinator.isRunning)
      let asked = ContinuousClock.now
      coordinator.send(signals[1])
      #expect(try coordinator.end(within: 5).code == 75)
      #expect(ContinuousClock.now - asked < .seconds(2))
      #expect(try training.names(in: "runs/trial/checkpoints") == ["step-000000500"])
      let ended = try training.lead(long, resume: "auto")
      #expect(ended.code == 0 && ended.text.contains("step 500 of"), "\(ended.text)")
      #expect(try training.bytes("runs/trial/model.safetensors") == calm())
    }

    @Test("a stop ends at its timeout though the disk does not")
    func drainTimeout() throws {
      let training = try Training()
      let coordinator = try training.coordinator(
        long + ["cluster.drain_timeout=1"], resume: "auto", environment: ["MGD_FAILPOINTS": "coordinator:disk@1000+"])
      try coordinator.waitFor("step 1500/")
      coordinator.send(SIGTERM)
      #expect(try coordinator.end(within: 5).code == 75)
    }

    @Test("a damaged checkpoint is refused with its reason, and the one before is taken")
    func damaged() throws {
      let training = try Training()
      let coordinator = try started(training)
      coordinator.send(SIGTERM)
      #expect(try coordinator.end(within: 10).code == 0)
      let names = try training.names(in: "runs/trial/checkpoints")
      let newest = try #require(names.last)
      let path = "runs/trial/checkpoints/\(newest)/model.safetensors"
      var bytes = try [UInt8](training.bytes(path))
      bytes[bytes.count / 2] ^= 1
      try training.write(bytes, to: path)
      let ended = try training.lead(long, resume: "auto")
      #expect(ended.code == 0, "\(ended.text)")
      #expect(ended.text.contains("refused") && ended.text.contains(newest), "\(ended.text)")
      #expect(try training.bytes("runs/trial/model.safetensors") == calm())
    }

    @Test("a run without one valid checkpoint is never begun anew by itself")
    func noneValid() throws {
      let training = try Training()
      let coordinator = try started(training)
      coordinator.send(SIGTERM)
      #expect(try coordinator.end(within: 10).code == 0)
      for name in try training.names(in: "runs/trial/checkpoints") {
        try training.write([], to: "runs/trial/checkpoints/\(name)/state.json")
      }
      let ended = try training.lead(long, resume: "auto")
      #expect(ended.code == 65, "\(ended.text)")
      #expect(ended.errors.contains("never starts anew"), "\(ended.text)")
    }

    @Test("a changed run file is refused with the keys that differ; what decides nothing may change")
    func changed() throws {
      let training = try Training()
      let coordinator = try started(training)
      coordinator.send(SIGTERM)
      #expect(try coordinator.end(within: 10).code == 0)
      let refused = try training.lead(long + ["optimizer.learning_rate=0.2", "batch.shards=4"], resume: "auto")
      #expect(refused.code == 78)
      #expect(refused.errors.contains("optimizer.learning_rate: 0.1 became 0.2"), "\(refused.errors)")
      #expect(refused.errors.contains("batch.shards: 8 became 4"), "\(refused.errors)")
      let forked = try training.lead(
        long + ["optimizer.learning_rate=0.2"], resume: "auto", arguments: ["--fork", "second"])
      #expect(forked.code == 0, "\(forked.text)")
      #expect(try training.object("runs/second/summary.json")["status"] as? String == "done")
      let ended = try training.lead(long + ["telemetry.log_every=7"], resume: "auto")
      #expect(ended.code == 0, "\(ended.text)")
      #expect(try training.bytes("runs/trial/model.safetensors") == calm())
    }

    @Test("a finished run says so, goes on when it gets more epochs, and is moved aside when asked")
    func finished() throws {
      let training = try Training()
      #expect(try training.lead(resume: "auto").code == 0)
      let again = try training.lead(resume: "auto")
      #expect(again.code == 0 && again.text.contains("is finished"), "\(again.text)")
      let longer = try training.lead(["run.epochs=5"], resume: "auto")
      #expect(longer.code == 0 && longer.text.contains("resuming"), "\(longer.text)")
      let bytes = try training.bytes("runs/trial/model.safetensors")
      #expect(try bytes == Training().train(["run.epochs=5"]))
      #expect(try training.lead(resume: "never").code == 0)
      #expect(try training.bytes("runs/trial.1/model.safetensors") == bytes)
    }
  }
}
