import Foundation
import TestKit
import Testing

extension EndToEnd {
  /// Encrypted ports: who gets in, who does not, and what changes while a run trains.
  @Suite struct SecurityTests {
    private let steps = ["run.steps=100000000", "evaluation.every_steps=100000000", "checkpoint.every_epochs=0"]

    @Test(
      "two workers with keys give the bytes of one process, and nothing on the wire can be read",
      arguments: [true, false])
    func encrypted(hasKeys: Bool) throws {
      let training = try Training()
      let model = try training.train(["run.steps=60"])
      let fleet = try Keyring(training, ["coordinator", "first", "second"])
      let port = try FreePort.number()
      let relay = try RunningProgram(
        "/usr/bin/python3", [Programs.script("record_traffic.py"), "\(port)", fleet.address, training.file("traffic")],
        in: training.directory)
      try relay.waitFor("listening")
      let coordinator = try fleet.coordinator(["run.steps=60", "cluster.min_workers=2"], hasKeys: hasKeys)
      let workers = try ["first", "second"].map { name in
        try fleet.worker(name, at: "tcp://127.0.0.1:\(port)", hasKeys: hasKeys)
      }
      let ended = try coordinator.end()
      #expect(ended.code == 0, "\(ended.text)")
      for worker in workers { #expect(try worker.end(within: 10).code == 0) }
      #expect(try training.bytes("runs/trial/model.safetensors") == model)
      relay.send(SIGKILL)
      _ = try relay.end(within: 10)
      let traffic = try training.bytes("traffic")
      #expect(traffic.count > 100_000)
      for word in ["\"name\":\"first\"", "spirals", "learning_rate", "shards"] {
        #expect((traffic.range(of: Data(word.utf8)) == nil) == hasKeys, "\(word)")
      }
    }

    @Test("a stranger's key is told and kept out; put on the list it is let in, with no restart on either side")
    func allowedLater() throws {
      let training = try Training()
      let fleet = try Keyring(training, ["coordinator", "first", "late"], allowed: ["first"])
      let coordinator = try fleet.coordinator(steps)
      let first = try fleet.worker("first")
      let late = try fleet.worker("late")
      let key = try fleet.publicKey("late")
      try coordinator.waitFor("127.0.0.1 turned away: its key \(key) is not in")
      try late.waitFor("the coordinator does not let key \(key) in")
      try fleet.allow(["first", "late"])
      coordinator.send(SIGHUP)
      try coordinator.waitFor("the list of keys was read again; keys 2")
      try coordinator.waitFor("worker late joined", within: 30)
      try coordinator.waitFor("worker late holds step", within: 30)
      #expect(!coordinator.errors.contains("worker first lost"))
      coordinator.send(SIGTERM)
      #expect(try coordinator.end().code == 0)
      #expect(try [first, late].map { try $0.end(within: 10).code } == [0, 0])
    }

    @Test("a key that is taken off the list is out of the run at once, cannot come back, and can when it is put back")
    func removed() throws {
      let training = try Training()
      let fleet = try Keyring(training, ["coordinator", "first", "second"])
      let coordinator = try fleet.coordinator(steps)
      let first = try fleet.worker("first")
      let second = try fleet.worker("second")
      for name in ["first", "second"] { try coordinator.waitFor("worker \(name) is ready") }
      try coordinator.waitFor("step 100/")
      try fleet.allow(["first"])
      coordinator.send(SIGHUP)
      try coordinator.waitFor("worker second lost: its key was taken off the list; members 1", within: 5)
      try coordinator.waitFor("turned away: its key \(try fleet.publicKey("second"))", within: 30)
      let step = coordinator.lastStep
      try coordinator.waitFor("further steps") { _ in coordinator.lastStep > step ? () : nil }
      // A list with a mistake changes nothing.
      try "nonsense".write(toFile: training.file("allowed"), atomically: true, encoding: .utf8)
      coordinator.send(SIGHUP)
      try coordinator.waitFor("the list of keys stays as it was: allowed:1: expected")
      try fleet.allow(["first", "second"])
      coordinator.send(SIGHUP)
      try coordinator.waitFor("worker second holds step", within: 40)
      coordinator.send(SIGTERM)
      #expect(try coordinator.end().code == 0)
      #expect(try [first, second].map { try $0.end(within: 10).code } == [0, 0])
    }

    @Test("a worker's key changes while it trains, and nobody is lost")
    func rotation() throws {
      let training = try Training()
      let fleet = try Keyring(training, ["coordinator", "first", "second", "renewed"], allowed: ["first", "second"])
      let coordinator = try fleet.coordinator(steps)
      let first = try fleet.worker("first")
      let second = try fleet.worker("second")
      for name in ["first", "second"] { try coordinator.waitFor("worker \(name) is ready") }
      try coordinator.waitFor("step 100/")
      let both = ["first", "second"].map { (name: $0, file: $0) } + [(name: "second", file: "renewed")]
      try fleet.allow(both)
      coordinator.send(SIGHUP)
      try coordinator.waitFor("keys 3")
      try training.remove("second.secret")
      try FileManager.default.moveItem(atPath: training.file("renewed.secret"), toPath: training.file("second.secret"))
      second.send(SIGHUP)
      try coordinator.waitFor("worker second is back with new sockets")
      try fleet.allow([both[0], both[2]])
      coordinator.send(SIGHUP)
      try coordinator.waitFor("keys 2")
      let step = coordinator.lastStep
      try coordinator.waitFor("further steps") { _ in coordinator.lastStep > step + 100 ? () : nil }
      coordinator.send(SIGTERM)
      let ended = try coordinator.end()
      #expect(ended.code == 0 && !ended.errors.contains(" lost:"), "\(ended.text)")
      #expect(try [first, second].map { try $0.end(within: 10).code } == [0, 0])
    }

    @Test(
      "without its gate a coordinator lets nobody in, and ends with a code that restarts it; the run goes on from its workers"
    )
    func gateLost() throws {
      let training = try Training()
      let overrides = ["run.steps=3000", "evaluation.every_steps=3000", "checkpoint.every_epochs=0"]
      let model = try training.train(overrides)
      let fleet = try Keyring(training, ["coordinator", "first"])
      let worker: RunningProgram
      do {
        let coordinator = try fleet.coordinator(overrides, environment: ["MGD_FAILPOINTS": "coordinator:gate@200"])
        worker = try fleet.worker("first")
        let ended = try coordinator.end(within: 20)
        #expect(ended.code == 69, "\(ended.text)")
        #expect(ended.errors.contains("the gate is gone"), "\(ended.errors)")
      }
      let next = try fleet.coordinator(overrides, resume: "auto")
      let ended = try next.end()
      #expect(ended.code == 0 && ended.text.contains("the run goes on from step"), "\(ended.text)")
      #expect(try worker.end(within: 10).code == 0)
      #expect(try training.bytes("runs/trial/model.safetensors") == model)
    }

    @Test("a worker finds its way when the coordinator came up without keys, and comes back with them")
    func cameWithoutKeys() throws {
      let training = try Training()
      let fleet = try Keyring(training, ["coordinator", "first"])
      let open = try fleet.coordinator(steps, hasKeys: false)
      let worker = try fleet.worker("first")
      try worker.waitFor("the coordinator speaks without keys and this worker with them")
      open.send(SIGTERM)
      #expect(try open.end().code == 0)
      let closed = try fleet.coordinator(steps)
      try closed.waitFor("worker first is ready", within: 30)
      closed.send(SIGTERM)
      #expect(try closed.end().code == 0)
      #expect(try worker.end(within: 10).code == 0)
    }

    @Test("a right key with another name, and an administrator's, are refused for good and say why")
    func otherRole() throws {
      let training = try Training()
      let fleet = try Keyring(training, ["coordinator", "first", "boss"], allowed: ["first"])
      try fleet.allow([(name: "first", file: "first"), (name: "boss admin", file: "boss")])
      let coordinator = try fleet.coordinator(steps)
      let other = try fleet.worker("first", arguments: ["--name", "somebody"]).end()
      #expect(other.code == 77)
      #expect(other.errors.contains("is that of worker first, not of somebody; use --name first"), "\(other.errors)")
      let boss = try fleet.worker("boss").end()
      #expect(boss.code == 77 && boss.errors.contains("is boss's, who is no worker"), "\(boss.errors)")
      coordinator.send(SIGTERM)
      #expect(try coordinator.end().code == 0)
    }

    @Test("a member's key opens the door and no more: garbage, multipart and oversized frames behind it change no bit")
    func misbehavingMember() throws {
      let training = try Training()
      let overrides = ["run.steps=3000", "evaluation.every_steps=3000", "checkpoint.every_epochs=0"]
      let model = try training.train(overrides)
      let fleet = try Keyring(training, ["coordinator", "first", "second", "rogue"])
      let coordinator = try fleet.coordinator(overrides + ["cluster.min_workers=2"])
      let first = try fleet.worker("first")
      try coordinator.waitFor("worker first is ready")
      let memory = try coordinator.peakMemory()
      let keys = [try fleet.secretKey("rogue")] + (try ["rogue", "coordinator"].map { try fleet.publicKey($0) })
      let rogue = try RunningProgram(
        "/usr/bin/python3", [Programs.script("misbehaving_member.py"), fleet.endpoint] + keys, in: training.directory)
      try rogue.waitFor("three rounds")
      let second = try fleet.worker("second")
      try coordinator.waitFor("step 2000/")
      #expect(rogue.isRunning)
      #expect(try coordinator.peakMemory() - memory < Strangers.memory)
      let ended = try coordinator.end()
      rogue.send(SIGKILL)
      #expect(ended.code == 0, "\(ended.text)")
      #expect(try [first, second].map { try $0.end(within: 10).code } == [0, 0])
      #expect(try training.bytes("runs/trial/model.safetensors") == model)
      let dropped = ended.errors.split(separator: "\n").filter { $0.contains("dropped frames:") }
      for reason in ["malformed: magic", "malformed: short", "malformed: several parts"] {
        #expect(dropped.contains { $0.contains(reason) }, "\(reason): \(dropped)")
      }
    }

    @Test("across hosts nothing starts without keys; what is wrong with them is told before anything is written")
    func refusals() throws {
      let training = try Training()
      let open = try training.lead(["cluster.listen=tcp://0.0.0.0:7077", "cluster.local_workers=0"])
      #expect(
        open.code == 78 && open.errors.contains("set security.key_file and security.allow_file"), "\(open.errors)")
      #expect(open.errors.contains("or security.insecure = true"))
      let worker = try training.worker("first", at: "tcp://192.0.2.1:7077").end()
      #expect(worker.code == 64 && worker.errors.contains("give --key and --coordinator-key"), "\(worker.errors)")
      #expect(worker.errors.contains("or --insecure"))
      let fleet = try Keyring(training, ["coordinator", "first"])
      chmod(training.file("coordinator.secret"), 0o644)
      let readable = try fleet.coordinator(steps).end()
      #expect(readable.code == 77 && readable.errors.contains("mode 644 lets others read it"), "\(readable.errors)")
      chmod(training.file("first.secret"), 0o640)
      let first = try fleet.worker("first").end()
      #expect(first.code == 77 && first.errors.contains("chmod 600"), "\(first.errors)")
      #expect(try training.names(in: ".").contains("runs") == false)
    }
  }
}

/// The keys of a run in its directory, and programs that use them.
private struct Keyring {
  let training: Training
  /// Where the coordinator listens.
  let endpoint: String

  init(_ training: Training, _ names: [String], allowed: [String]? = nil) throws {
    self.training = training
    endpoint = try FreePort.endpoint()
    for name in names { try #require(try training.mgd("keygen", name).code == 0) }
    try allow(allowed ?? names.filter { $0 != "coordinator" })
  }

  var address: String { String(endpoint.dropFirst("tcp://".count)) }

  func publicKey(_ name: String) throws -> String {
    String(try training.text("\(name).public").split(separator: " ")[1].prefix(40))
  }

  func secretKey(_ name: String) throws -> String {
    let line = try training.text("\(name).secret").split(separator: "\n").last { $0.hasPrefix("secret-key ") }
    return String(try #require(line).split(separator: " ")[1])
  }

  func allow(_ names: [String]) throws { try allow(names.map { (name: $0, file: $0) }) }

  func allow(_ entries: [(name: String, file: String)]) throws {
    let lines = try entries.map { entry in
      let words = entry.name.split(separator: " ")
      return ([String(words[0]), try publicKey(entry.file)] + words.dropFirst().map(String.init)).joined(separator: " ")
    }
    try (lines.joined(separator: "\n") + "\n").write(
      toFile: training.file("allowed"), atomically: true, encoding: .utf8)
    chmod(training.file("allowed"), 0o644)
  }

  func coordinator(
    _ overrides: [String], hasKeys: Bool = true, resume: String = "never", environment: [String: String] = [:]
  ) throws -> RunningProgram {
    let keys = hasKeys ? ["security.key_file=coordinator.secret", "security.allow_file=allowed"] : []
    let cluster = ["cluster.listen=\(endpoint)", "cluster.local_workers=0", "cluster.min_workers=1"]
    return try training.coordinator(cluster + overrides + keys, resume: resume, environment: environment)
  }

  func worker(
    _ name: String, at endpoint: String? = nil, hasKeys: Bool = true, arguments: [String] = []
  ) throws -> RunningProgram {
    let keys =
      hasKeys ? ["--key", "\(name).secret", "--coordinator-key", "coordinator.public"] : ["--name", name]
    return try Programs.start(
      "mgd-worker", ["--coordinator", endpoint ?? self.endpoint, "--once", "--threads", "1"] + keys + arguments,
      in: training.directory)
  }
}
