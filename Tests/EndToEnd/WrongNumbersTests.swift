import Foundation
import TestKit
import Testing

extension EndToEnd {
  /// Workers whose numbers are wrong, and what the run makes of it (F5, F31, F32, F33).
  @Suite struct WrongNumbersTests {
    private func lead(
      _ training: Training, _ failpoints: String, _ overrides: [String] = [], workers: Int = 3
    ) throws -> Ended {
      let settings = ["cluster.local_workers=\(workers)", "cluster.local_threads=1", "cluster.min_workers=1"]
      return try training.coordinator(settings + overrides, environment: ["MGD_FAILPOINTS": failpoints]).end()
    }

    private func expectCalmBytes(_ training: Training) throws {
      #expect(try training.bytes("runs/trial/model.safetensors") == Training().train())
    }

    @Test("numbers that are not finite are computed elsewhere; who sent them is dropped, named, and not let in again")
    func notFinite() throws {
      let training = try Training()
      let ended = try lead(training, "local-2:nan@7")
      #expect(ended.code == 0, "\(ended.text)")
      #expect(ended.errors.contains("worker local-2 is dropped: its numbers for shards"), "\(ended.text)")
      try expectCalmBytes(training)
    }

    @Test(
      "numbers that are not finite wherever they are computed are the run's own: stop, or skip",
      arguments: [false, true])
    func runsOwn(skips: Bool) throws {
      let training = try Training()
      let ended = try lead(
        training, "local-1:nan@7,local-2:nan@7,local-3:nan@7",
        ["telemetry.log_every=1"] + (skips ? ["run.on_bad_numbers=skip"] : []))
      #expect(ended.code == (skips ? 0 : 1), "\(ended.text)")
      #expect(ended.text.contains(skips ? "step 7 is skipped" : "not finite at step 7"), "\(ended.text)")
    }

    @Test("a wrong bit in a node is found by the step's audit, before anybody has applied it", arguments: [1, 2, 3])
    func audited(victim: Int) throws {
      let training = try Training()
      let ended = try lead(training, "local-\(victim):flip@9+", ["cluster.audit_every=1"])
      #expect(ended.code == 0, "\(ended.text)")
      #expect(ended.errors.contains("worker local-\(victim) is dropped: its numbers for shards"), "\(ended.text)")
      #expect(ended.errors.contains("is computed once more (attempt 1)"), "\(ended.text)")
    }

    @Test("audits of honest workers change nothing", arguments: [1, 2, 3])
    func honest(workers: Int) throws {
      let training = try Training()
      let ended = try lead(training, "", ["cluster.audit_every=2"], workers: workers)
      #expect(ended.code == 0, "\(ended.text)")
      try expectCalmBytes(training)
    }

    @Test("a replica that differs at a checkpoint is dropped, and all go back to the last one that all agreed on")
    func replica() throws {
      let training = try Training()
      let ended = try lead(
        training, "local-2:replica@13",
        ["checkpoint.every_steps=5", "checkpoint.every_epochs=0", "telemetry.log_every=1"])
      #expect(ended.code == 0, "\(ended.text)")
      #expect(
        ended.errors.contains(/worker local-2 is dropped: its replica of step (?:1[3-9]|2[0-4])/), "\(ended.text)")
      #expect(ended.errors.contains(/the run goes on from the checkpoint of step (?:[5-9]|1[0-3])\b/), "\(ended.text)")
      try expectCalmBytes(training)
      let steps = try training.text("runs/trial/metrics.jsonl").matches(of: /"step": ?(\d+)/).compactMap { Int($0.1) }
      #expect(Set(steps) == Set(1...24) && steps == steps.sorted(), "\(steps)")
    }

    @Test("without an agreed checkpoint all go back to the beginning")
    func beginning() throws {
      let training = try Training()
      let ended = try lead(training, "local-3:replica@3", ["checkpoint.every_steps=5", "checkpoint.every_epochs=0"])
      #expect(ended.code == 0, "\(ended.text)")
      #expect(ended.errors.contains("the run goes on from the beginning"), "\(ended.text)")
      try expectCalmBytes(training)
    }

    @Test("of two replicas that differ nobody can say which is right: 75, with both digests")
    func twoReplicas() throws {
      let training = try Training()
      let settings = ["checkpoint.every_steps=5", "checkpoint.every_epochs=0"]
      let ended = try lead(training, "local-1:replica@13", settings, workers: 1)
      #expect(ended.code == 75, "\(ended.text)")
      #expect(
        ended.text.contains(/replicas of step \d+ differ \(coordinator: [0-9a-f]{16}, local-1: [0-9a-f]{16}\)/),
        "\(ended.text)")
      let again = try training.lead(settings + ["cluster.local_workers=1"], resume: "auto")
      #expect(again.code == 0 && again.text.contains("resuming from"), "\(again.text)")
      try expectCalmBytes(training)
    }

    @Test("a computation that hangs in a live process is given up after the step deadline, and the bytes are the same")
    func hanging() throws {
      let training = try Training()
      let ended = try lead(training, "local-2:hang@6", ["cluster.step_deadline=1.0", "run.epochs=3"])
      #expect(ended.code == 0, "\(ended.text)")
      try expectCalmBytes(training)
    }

    @Test("a process whose computation hangs ends, and another one takes its place")
    func replaced() throws {
      let training = try Training()
      let settings = ["cluster.step_deadline=0.2", "cluster.min_workers=2", "run.steps=1000000"]
      let coordinator = try training.coordinator(
        settings + ["cluster.local_workers=2"], environment: ["MGD_FAILPOINTS": "local-2:hang@6"])
      try coordinator.waitFor("no sign of progress for 1.2 s")
      try coordinator.waitFor("local-2 holds step")
      coordinator.send(SIGTERM)
      #expect(try coordinator.end().code == 0)
    }

    @Test("a failpoint that cannot be read is an error")
    func unreadable() throws {
      let training = try Training()
      let worker = try training.worker("w", at: "tcp://127.0.0.1:1", environment: ["MGD_FAILPOINTS": "w:melt@3"])
      let ended = try worker.end()
      #expect(ended.code == 64 && ended.errors.contains("'w:melt@3', expected WORKER:FAULT@STEP"), "\(ended.text)")
    }
  }
}
