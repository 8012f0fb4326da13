import Foundation
import TestKit
import Testing

extension EndToEnd {
  /// What the host does not give: a directory, a port, a coordinator.
  @Suite struct SystemFaultTests {
    // Root may write everywhere, so permissions are no way to test this.
    @Test("a run directory that cannot be written is said at the start", arguments: ["in-the-way", "/proc/mgd"])
    func unwritableDirectory(path: String) throws {
      let training = try Training()
      try training.write([], to: "in-the-way")
      let ended = try training.lead(["run.directory=\(path)"])
      #expect(ended.code == 73)
      #expect(ended.errors.contains("run directory \(path)"), "\(ended.errors)")
      #expect(ended.errors.contains("--set run.directory="), "\(ended.errors)")
    }

    @Test("a port in use is said with its address")
    func portInUse() throws {
      let training = try Training()
      let endpoint = try FreePort.endpoint()
      let first = try training.coordinator(["cluster.listen=\(endpoint)", "cluster.local_workers=0"])
      try first.waitFor("can reach \(endpoint)")
      usleep(300_000)
      let second = try training.lead([
        "cluster.listen=\(endpoint)", "cluster.local_workers=0", "run.name=second",
      ])
      #expect(second.code == 69)
      #expect(second.errors.contains("\(endpoint) is in use"), "\(second.errors)")
    }

    @Test("a run directory has one coordinator at a time")
    func directoryInUse() throws {
      let training = try Training()
      let first = try training.coordinator([
        "cluster.listen=\(try FreePort.endpoint())", "cluster.local_workers=0",
      ])
      while try !training.names.contains("runs") || !training.names(in: "runs").contains("trial") { usleep(10_000) }
      let second = try training.lead()
      #expect(second.code == 73)
      #expect(second.errors.contains("process \(first.pid)"), "\(second.errors)")
    }

    @Test(
      "too few files, or too little memory, for the workers that may come is said at the start",
      arguments: [
        ("ulimit -n 64", "open files for 1000 workers"), ("ulimit -v 2000000", "MiB of memory for 1000 workers"),
      ])
    func tooFewResources(limit: String, words: String) throws {
      let training = try Training(Training.runFile.replacing("outputs = 16", with: "outputs = 4096"))
      let program =
        "\(limit); exec \(try #require(Programs.release))/mgd-coordinator --config run.toml --set cluster.max_workers=1000"
      let ended = try RunningProgram("/bin/bash", ["-c", program], in: training.directory).end()
      #expect(ended.code == 71 && ended.errors.contains(words), "\(ended.text)")
      #expect(ended.errors.contains("lower cluster.max_workers"), "\(ended.text)")
      #expect(try !training.names.contains("runs"))
    }

    @Test(
      "a model that no memory can hold is refused at once, before its weights are made",
      arguments: ["ulimit -v 4000000", "true"])
    func hugeModel(limit: String) throws {
      let layers = (0..<20).map { "{ type = \"linear\", outputs = \($0.isMultiple(of: 2) ? 1_000_000 : 2000) }," }
      let training = try Training(
        Training.runFile.replacing(
          "{ type = \"linear\", outputs = 16, activation = \"relu\" },", with: layers.joined(separator: "\n")))
      let program = "\(limit); exec \(try #require(Programs.release))/mgd-coordinator --config run.toml"
      let ended = try RunningProgram("/bin/bash", ["-c", program], in: training.directory).end(within: 5)
      #expect(ended.code == 71 && ended.errors.contains("MiB of memory for 1 workers"), "\(ended.text)")
      #expect(try !training.names.contains("runs"))
    }

    @Test("SIGTERM ends a run with a checkpoint, and the local workers go too")
    func stopped() throws {
      let training = try Training()
      let coordinator = try training.coordinator([
        "run.steps=100000000", "cluster.local_workers=2", "telemetry.log_every=1",
      ])
      try coordinator.waitFor("step 5/")
      let workers = training.localWorkers(of: coordinator)
      coordinator.send(SIGTERM)
      let ended = try coordinator.end(within: 10)
      #expect(ended.code == 0)
      #expect(ended.text.contains("stopped on request"), "\(ended.text)")
      #expect(try training.object("runs/trial/summary.json")["status"] as? String == "stopped")
      #expect(try !training.names(in: "runs/trial/checkpoints").isEmpty)
      for worker in workers { #expect(Training.isGone(worker.pid, within: 5), "\(worker.name)") }
    }

    @Test("a coordinator that waits for its workers says where")
    func gathering() throws {
      let training = try Training()
      let endpoint = try FreePort.endpoint()
      let coordinator = try training.coordinator(["cluster.listen=\(endpoint)", "cluster.min_workers=2"])
      try coordinator.waitFor("listening for workers at \(endpoint), at least 2")
      coordinator.send(SIGTERM)
      #expect(try coordinator.end(within: 10).code == 0)
    }

    @Test("a worker waits for its coordinator, and leaves on SIGTERM")
    func waiting() throws {
      let training = try Training()
      let worker = try training.worker("early", at: try FreePort.endpoint())
      try worker.waitFor("waiting for the coordinator")
      worker.send(SIGTERM)
      #expect(try worker.end(within: 10).code == 0)
    }

    @Test("a worker that is early trains when the coordinator comes")
    func early() throws {
      let training = try Training()
      let endpoint = try FreePort.endpoint()
      let worker = try training.worker("early", at: endpoint)
      try worker.waitFor("waiting for the coordinator")
      #expect(try training.lead(["cluster.listen=\(endpoint)", "cluster.local_workers=0"]).code == 0)
      #expect(try worker.end(within: 10).code == 0)
    }
  }
}
