import Foundation
import TestKit
import Testing

extension EndToEnd {
  /// mgd doctor and mgd completions, as somebody uses them before anything runs.
  @Suite struct DoctorTests {
    @Test("a host in order has no finding that keeps it from training, whatever notes there are")
    func host() throws {
      let ended = try Training().mgd("doctor")
      #expect(ended.code == 0, "\(ended.text)")
      for subject in ["programs", "processors", "open files", "clock", "addresses"] {
        #expect(ended.output.contains(subject), "\(ended.output)")
      }
      #expect(ended.output.contains("with CURVE") && !ended.output.contains("BAD"))
    }

    @Test("a coordinator's address, key and list are looked at, and each mistake is told")
    func coordinator() throws {
      let training = try Training()
      for name in ["coordinator", "first"] { #expect(try training.mgd("keygen", name).code == 0) }
      try FileManager.default.copyItem(atPath: training.file("first.public"), toPath: training.file("allowed"))
      let port = try FreePort.number()
      func examine(_ listen: String, _ allowed: String) throws -> Ended {
        try training.mgd(
          "doctor", "--config", "run.toml", "--set", "cluster.listen=\(listen)", "--set", "cluster.local_workers=0",
          "--set", "security.key_file=coordinator.secret", "--set", "security.allow_file=\(allowed)")
      }
      let good = try examine("tcp://0.0.0.0:\(port)", "allowed")
      #expect(good.code == 0 && good.output.contains("is free; open its port"), "\(good.text)")
      #expect(good.output.contains(/fingerprint +[0-9a-f]{12} of this run's kernels/), "\(good.output)")
      #expect(good.output.contains("runs/trial can be written by this user"), "\(good.text)")
      let foreign = try examine("tcp://192.0.2.77:\(port)", "run.toml")
      #expect(foreign.code == 1, "\(foreign.text)")
      #expect(foreign.output.contains("is no address of this host"), "\(foreign.output)")
      #expect(foreign.output.contains("run.toml:1: expected"), "\(foreign.output)")
    }

    @Test("a worker's way to its coordinator: nothing there, not let in, let in, and the wrong address")
    func worker() throws {
      let training = try Training()
      for name in ["coordinator", "first", "stranger"] { #expect(try training.mgd("keygen", name).code == 0) }
      try FileManager.default.copyItem(atPath: training.file("first.public"), toPath: training.file("allowed"))
      let endpoint = try FreePort.endpoint()
      func examine(_ name: String, _ endpoint: String) throws -> Ended {
        try training.mgd(
          "doctor", "--coordinator", endpoint, "--key", "\(name).secret", "--coordinator-key", "coordinator.public")
      }
      let early = try examine("first", endpoint)
      #expect(early.code == 1 && early.output.contains("connection refused"), "\(early.text)")
      let coordinator = try training.coordinator([
        "cluster.listen=\(endpoint)", "cluster.local_workers=0", "security.key_file=coordinator.secret",
        "security.allow_file=allowed",
      ])
      try waitUntil { try examine("first", endpoint).output.contains("done: this key is let in; whether as a worker") }
      let stranger = try examine("stranger", endpoint)
      #expect(stranger.code == 1 && stranger.output.contains("does not let this key in"), "\(stranger.text)")
      let open = try training.mgd("doctor", "--coordinator", endpoint)
      #expect(open.code == 1 && open.output.contains("handshake"), "\(open.text)")
      let nowhere = try training.mgd("doctor", "--coordinator", "tcp://0.0.0.0:7077")
      #expect(nowhere.code == 1 && nowhere.output.contains("an address to listen at"), "\(nowhere.text)")
      let worker = try training.worker("first", at: "tcp://0.0.0.0:7077").end()
      #expect(worker.code == 64 && worker.errors.contains("an address to listen at"), "\(worker.errors)")
      coordinator.send(SIGTERM)
      #expect(try coordinator.end().code == 0)
    }

    private func waitUntil(_ isTrue: () throws -> Bool) rethrows {
      for _ in 0..<50 where try !isTrue() { usleep(200_000) }
      #expect(try isTrue())
    }

    @Test(
      "completions for each shell name the commands; another shell is a usage error",
      arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) throws {
      let training = try Training()
      let ended = try training.mgd("completions", shell)
      #expect(ended.code == 0 && ended.output.contains("keygen") && ended.output.contains("doctor"))
      #expect(try training.mgd("completions", "tcsh").code == 64)
    }
  }
}
