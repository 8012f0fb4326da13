import Foundation
import TestKit
import Testing

extension EndToEnd {
  /// mgd status, checkpoint, drain and stop, as an operator uses them on a running training.
  @Suite struct ControlTests {
    private let long = ["run.steps=100000000", "evaluation.every_steps=100000000", "checkpoint.every_epochs=0"]

    @Test("on the coordinator's host a run is asked by its directory")
    func local() throws {
      let training = try Training()
      // On a busy machine one of them falls behind so small steps now and then, and the run would wait for it.
      let fleet = ["cluster.local_workers=2", "cluster.local_threads=1", "cluster.min_workers=1"]
      let coordinator = try training.coordinator(long + fleet)
      try coordinator.waitFor("step 100/")
      let status = try training.mgd("status", "runs/trial")
      #expect(status.code == 0, "\(status.text)")
      for words in ["run           trial, training", "of 100,000,000", "local-1", "local-2", "training", "(local:"] {
        #expect(status.output.contains(words), "\(status.output)")
      }
      let json = try training.mgd("status", "--json", "runs/trial")
      let state = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      #expect(state["phase"] as? String == "training")
      #expect((state["workers"] as? [[String: Any]])?.count == 2)
      #expect(try training.mgd("checkpoint", "runs/trial").code == 0)
      try coordinator.waitFor("written (requested)")
      let drained = try training.mgd("drain", "local-2", "runs/trial")
      #expect(drained.code == 0 && drained.output.contains("worker local-2 is sent away; members 1"), "\(drained.text)")
      #expect(try training.mgd("drain", "nobody", "runs/trial").code == 1)
      #expect(try training.mgd("drain", "--undo", "local-2", "runs/trial").code == 0)
      try coordinator.waitFor("worker local-2 holds step", within: 30)
      #expect(try training.mgd("stop", "runs/trial").code == 0)
      let ended = try coordinator.end()
      #expect(ended.code == 0, "\(ended.text)")
      #expect(!ended.errors.contains("failed before it was one"), "looking whether it is there is no stranger's knock")
      let gone = try training.mgd("status", "runs/trial")
      #expect(gone.code == 69 && gone.errors.contains("no coordinator of this run is at work"), "\(gone.text)")
      #expect(gone.errors.contains("goes on"), "\(gone.text)")
      #expect(try training.mgd("status", "nowhere").code == 66)
      #expect(try training.mgd("status").code == 64)
    }

    @Test(
      "a coordinator that was killed is not asked, its run says where it stands, and its socket goes with the next one")
    func killed() throws {
      let training = try Training()
      let runtime = try RuntimePlace()
      let coordinator = try training.coordinator(
        long + ["cluster.local_workers=1", "checkpoint.every_steps=100", "cluster.orphan_timeout=1"],
        environment: runtime.environment)
      try coordinator.waitFor("a checkpoint") { $0.contains(/checkpoint of step \d+ written/) ? () : nil }
      coordinator.send(SIGKILL)
      #expect(try coordinator.end().code == 128 + SIGKILL)
      #expect(try runtime.sockets.count == 1)
      let status = try training.mgd("status", "runs/trial", environment: runtime.environment)
      #expect(status.code == 69, "\(status.text)")
      #expect(status.errors.contains(/newest checkpoint is that of step [\d,]+, from which/), "\(status.text)")
      #expect(status.seconds < 3, "nobody is waited for")
      let other = try Training(Training.runFile.replacing("trial", with: "other"))
      _ = try other.coordinator(environment: runtime.environment).end()
      #expect(try runtime.sockets == [])
    }

    @Test("a coordinator that hangs is told from one that is gone")
    func hanging() throws {
      let training = try Training()
      let coordinator = try training.coordinator(long)
      try coordinator.waitFor("step 100/")
      coordinator.send(SIGSTOP)
      let status = try training.mgd("status", "runs/trial")
      #expect(status.code == 69 && status.errors.contains("takes connections and says nothing"), "\(status.text)")
      coordinator.send(SIGCONT)
      coordinator.send(SIGTERM)
      #expect(try coordinator.end().code == 0)
    }

    @Test("a run that is done says its figures, in words and in JSON, also to whoever was watching")
    func done() throws {
      let training = try Training()
      let coordinator = try training.coordinator(["run.epochs=2000"])
      try coordinator.waitFor("step 100/")
      let watching = try Programs.start("mgd", ["status", "--watch", "runs/trial"], in: training.directory)
      #expect(try coordinator.end().code == 0)
      let watched = try watching.end()
      #expect(watched.code == 0 && watched.output.contains(/status +done/), "\(watched.text)")
      let status = try training.mgd("status", "runs/trial")
      #expect(status.code == 0, "\(status.text)")
      for words in ["trial", "done", "2,000 epochs", "accuracy"] { #expect(status.output.contains(words)) }
      let json = try training.mgd("status", "--json", "runs/trial")
      #expect(json.code == 0 && json.output.split(separator: "\n").count == 1, "\(json.text)")
      let summary = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      #expect(summary["status"] as? String == "done")
      #expect(try training.mgd("stop", "runs/trial").code == 69)
    }

    @Test("who watches a run goes on with its next coordinator, and its end in order is no error")
    func watchedThroughLives() throws {
      let training = try Training()
      let first = try training.coordinator(long)
      try first.waitFor("step 100/")
      let watching = try Programs.start("mgd", ["status", "--watch", "runs/trial"], in: training.directory)
      try watching.waitFor("life 1,")
      first.send(SIGTERM)
      #expect(try first.end().code == 0)
      let second = try training.coordinator(long, resume: "auto")
      try watching.waitFor("life 2,")
      #expect(try !training.names(in: "runs/trial").contains("summary.json"), "how life 1 ended is over")
      second.send(SIGTERM)
      #expect(try second.end().code == 0)
      let watched = try watching.end()
      #expect(watched.code == 0 && watched.output.contains(/status +stopped/), "\(watched.text)")
    }

    @Test("a socket in a directory where others can write is not asked")
    func foreignDirectory() throws {
      let training = try Training()
      let runtime = try RuntimePlace()
      let coordinator = try training.coordinator(long, environment: runtime.environment)
      try coordinator.waitFor("step 100/")
      chmod(runtime.directory, 0o777)
      let status = try training.mgd("status", "runs/trial", environment: runtime.environment)
      #expect(status.code == 69 && status.errors.contains("has mode 777, so that another user"), "\(status.text)")
      coordinator.send(SIGTERM)
      #expect(try coordinator.end().code == 0)
    }

    @Test("from elsewhere an administrator's key may ask, a worker's and a stranger's may not, and each hears why")
    func remote() throws {
      let training = try Training()
      for name in ["coordinator", "first", "stranger"] { #expect(try training.mgd("keygen", name).code == 0) }
      #expect(try training.mgd("keygen", "alice", "--admin").code == 0)
      try (training.text("first.public") + training.text("alice.public")).write(
        toFile: training.file("allowed"), atomically: true, encoding: .utf8)
      chmod(training.file("allowed"), 0o644)
      let endpoint = try FreePort.endpoint()
      let coordinator = try training.coordinator(
        long + [
          "cluster.listen=\(endpoint)", "cluster.local_workers=1", "security.key_file=coordinator.secret",
          "security.allow_file=allowed",
        ])
      try coordinator.waitFor("step 100/")
      func ask(_ command: String, as name: String, pinned: String = "coordinator") throws -> Ended {
        try training.mgd(
          command, "--coordinator", endpoint, "--key", "\(name).secret", "--coordinator-key", "\(pinned).public")
      }
      #expect(try ask("status", as: "alice").output.contains("local-1"))
      let worker = try ask("stop", as: "first")
      #expect(
        worker.code == 1 && worker.errors.contains("is that of worker first, which may not ask"), "\(worker.text)")
      let stranger = try ask("stop", as: "stranger")
      #expect(stranger.code == 69 && stranger.errors.contains("does not let your key in"), "\(stranger.text)")
      let other = try ask("status", as: "alice", pinned: "first")
      #expect(other.code == 69 && other.errors.contains("is --coordinator-key its key?"), "\(other.text)")
      #expect(coordinator.isRunning)
      #expect(try ask("stop", as: "alice").code == 0)
      let ended = try coordinator.end()
      #expect(ended.code == 0 && ended.errors.contains("alice asks: stop"), "\(ended.text)")
    }
  }
}
