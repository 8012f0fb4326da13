import Foundation
import Synchronization
import TestKit
import Testing
import Wire

extension EndToEnd {
  /// What strangers send to the port of a run is counted by reason, and the run ends with the same bytes.
  @Suite struct StrangersTests {
    /// Frames that a ROUTER delivers, and what the log is to say of each.
    static let frames: [(frame: [[UInt8]], reason: String)] = [
      ([[UInt8](repeating: 0xAB, count: 200)], "malformed: magic"),
      ([Array("short".utf8)], "malformed: short"),
      ([[1], [2], [3]], "malformed: several parts"),
      ([Strangers.frame(run: Strangers.otherRun)], "foreign run"),
      ([Strangers.corrupted], "malformed: header_checksum"),
      ([Strangers.oversized], "malformed: length"),
    ]

    @Test("garbage, oversized, multipart and foreign frames do not change a bit, and the log says what came from where")
    func misbehaviour() throws {
      let training = try Training()
      let overrides = ["run.steps=300", "evaluation.every_epochs=20"]
      let model = try training.train(overrides)
      let endpoint = try FreePort.endpoint()
      let coordinator = try training.coordinator(
        overrides + [
          "cluster.listen=\(endpoint)", "cluster.local_workers=0", "cluster.min_workers=2", "telemetry.log_every=1",
        ])
      let first = try training.worker("first", at: endpoint)
      try coordinator.waitFor("worker first is ready")
      let memory = try coordinator.peakMemory()
      try Strangers.misbehave(at: endpoint)
      let strangers = Strangers(at: endpoint)
      let second = try training.worker("second", at: endpoint)
      try coordinator.waitFor("step 200/")
      #expect(try coordinator.peakMemory() - memory < Strangers.memory)
      let ended = try coordinator.end()
      strangers.stop()
      #expect(ended.code == 0)
      #expect(try first.end(within: 10).code == 0)
      #expect(try second.end(within: 10).code == 0)
      #expect(try training.bytes("runs/trial/model.safetensors") == model)
      try expectCounted(ended.errors)
    }

    private func expectCounted(_ log: String) throws {
      let dropped = log.split(separator: "\n").filter { $0.contains("dropped frames:") }
      try #require(!dropped.isEmpty, "\(log)")
      for (_, reason) in Self.frames {
        #expect(dropped.contains { $0.contains(reason) }, "\(reason): \(dropped)")
      }
      #expect(dropped.allSatisfy { $0.contains("from 127.0.0.1") }, "\(dropped)")
    }

    @Test("a worker of another protocol version is told so, and the run goes on without it")
    func otherVersion() throws {
      let training = try Training()
      let model = try training.train()
      let endpoint = try FreePort.endpoint()
      let coordinator = try training.coordinator(["cluster.listen=\(endpoint)", "cluster.local_workers=0"])
      try coordinator.waitFor("can reach \(endpoint)")
      let probe = try Strangers.connect(to: endpoint, as: "newer")
      try probe.send(parts: [Strangers.frame(version: 2)])
      #expect(try refusal(in: probe.receivePart(within: 5)).code == .protocolMismatch)

      let speaker = try Strangers.connect(to: endpoint, as: "future")
      try speaker.send(parts: [Strangers.hello(protocols: 7)])
      let answer = try refusal(in: speaker.receivePart(within: 5))
      #expect(answer.code == .protocolMismatch)
      #expect(answer.message.contains("version 1"), "\(answer.message)")
      #expect(answer.message.contains("version 7"), "\(answer.message)")

      let worker = try training.worker("good", at: endpoint)
      let ended = try coordinator.end()
      #expect(ended.code == 0)
      #expect(try worker.end(within: 10).code == 0)
      #expect(ended.errors.contains("sent version 2; use the same mgd on all hosts"), "\(ended.errors)")
      #expect(ended.errors.contains("worker future at 127.0.0.1"), "\(ended.errors)")
      #expect(try training.bytes("runs/trial/model.safetensors") == model)
    }

    private func refusal(in bytes: [UInt8]?) throws -> Refusal {
      let message = try #require(bytes).withUnsafeBytes { frame in
        try FrameCodec.message(of: frame, header: try FrameCodec.header(of: frame))
      }
      guard case .refused(let refusal) = message else {
        Issue.record("expected a refusal, got \(message)")
        throw CancellationError()
      }
      return refusal
    }
  }
}

/// Peers that send what no worker sends, again and again until they are stopped.
final class Strangers: Sendable {
  private let isOver = Atomic<Bool>(false)
  private let done = DispatchSemaphore(value: 0)

  /// What a coordinator may need for them, its own step's buffers included: they announce far more.
  static let memory = 64 << 20
  static let otherRun = RunID(high: 0x0123_4567_89ab_cdef, low: 42)

  init(at endpoint: String) {
    let thread = Thread { [self] in
      // The last connections fail when the run has ended.
      while !isOver.load(ordering: .relaxed), (try? Self.misbehave(at: endpoint)) != nil { usleep(1_000) }
      done.signal()
    }
    thread.start()
  }

  func stop() {
    isOver.store(true, ordering: .relaxed)
    done.wait()
  }

  /// One of everything.
  static func misbehave(at endpoint: String) throws {
    try garbage(at: endpoint)
    let probe = try ProbeClient(connectingTo: endpoint, as: "stranger-\(UInt32.random(in: 0...UInt32.max))")
    for (parts, _) in EndToEnd.StrangersTests.frames { try probe.send(parts: parts) }
    try probe.send(part: [1], more: true)
    probe.disconnect()
    let greedy = try ProbeClient(connectingTo: endpoint, as: "greedy-\(UInt32.random(in: 0...UInt32.max))")
    try greedy.announce(size: 1 << 40)
    greedy.disconnect()
  }

  private static func garbage(at endpoint: String) throws {
    let probe = try ProbeClient(connectingTo: endpoint)
    try probe.send(raw: Array("GET / HTTP/1.1\r\nHost: mgd\r\n\r\n".utf8))
    try probe.send(raw: [UInt8](repeating: 0xFF, count: 300))
    probe.disconnect()
  }

  /// The coordinator listens a moment after it says so.
  static func connect(to endpoint: String, as name: String) throws -> ProbeClient {
    for _ in 0..<100 {
      if let probe = try? ProbeClient(connectingTo: endpoint, as: name) { return probe }
      usleep(50_000)
    }
    return try ProbeClient(connectingTo: endpoint, as: name)
  }

  static func hello(protocols version: UInt16) throws -> [UInt8] {
    let hello = Hello(
      name: "future", host: "elsewhere", pid: 1, threads: 1, isa: "avx2", protocolMin: version, protocolMax: version,
      build: "9.9")
    return try FrameCodec.encode(
      .hello(hello), header: FrameHeader(kind: .hello, incarnation: 7, session: 1, sequence: 1))
  }

  /// A heartbeat that is right in itself.
  static func frame(run: RunID = .none, version: UInt16 = FrameHeader.currentVersion) -> [UInt8] {
    var header = FrameHeader(kind: .heartbeat, run: run, incarnation: 7, session: 1, sequence: 1)
    header.version = version
    let message = Message.heartbeat(Heartbeat(appliedStep: 1, computing: false))
    return (try? FrameCodec.encode(message, header: header)) ?? []
  }

  /// A header with one bit turned.
  static var corrupted: [UInt8] {
    var bytes = frame(run: otherRun)
    bytes[40] ^= 1
    return bytes
  }

  /// A control message larger than any may be, in a frame that libzmq lets pass.
  static var oversized: [UInt8] {
    var header = FrameHeader(kind: .heartbeat, run: otherRun)
    var bytes = [UInt8](repeating: 32, count: FrameHeader.size + Kind.controlBodyLimit + 1)
    header.bodyLength = UInt32(bytes.count - FrameHeader.size)
    bytes.withUnsafeMutableBytes { header.encode(into: $0) }
    return bytes
  }
}
