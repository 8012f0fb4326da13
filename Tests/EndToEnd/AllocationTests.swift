import Foundation
import TestKit
import Testing

extension EndToEnd {
  /// The rule of the hot loop: once warm, mgd allocates nothing large. A worker is watched from outside, by a library that is
  /// loaded in front of malloc.
  @Suite struct AllocationTests {
    /// oneDNN's products and libzmq's sockets allocate for themselves.
    static let foreign = ["libdnnl", "libgomp", "libzmq", "libstdc++", "libc.so"]

    @Test("a worker's 1000 warm steps allocate nothing of 4 KiB or more")
    func warmSteps() throws {
      let training = try Training()
      let hook = training.file("allocations.so")
      let built = try Programs.run(
        "/usr/bin/env",
        ["cc", "-O1", "-shared", "-fPIC", "-o", hook, Programs.script("allocations.c"), "-ldl"], in: training.directory)
      try #require(built.code == 0, "\(built.errors)")
      let few = try allocations(of: training, steps: 100, hook)
      let many = try allocations(of: training, steps: 1100, hook)
      // How far the two sides are apart differs from run to run, and with it how many buffers there are; but not by the step.
      #expect(many.reduce(0) { $0 + $1.count } - few.reduce(0) { $0 + $1.count } < 20, "\(many)")
    }

    private struct Line: CustomStringConvertible {
      let count: Int
      let caller: String

      var description: String { "\(count) \(caller)" }
    }

    /// What mgd's own code, and Swift for it, allocated in a run of so many steps.
    private func allocations(of training: Training, steps: Int, _ hook: String) throws -> [Line] {
      let endpoint = try FreePort.endpoint()
      // Without checkpoints: for each of them a worker copies its replica, to say its digest.
      // Vectors of 12 KB and activations of 128 KB: all larger than the limit.
      let coordinator = try training.coordinator([
        "cluster.listen=\(endpoint)", "cluster.local_workers=0", "run.steps=\(steps)", "evaluation.every_epochs=100000",
        "checkpoint.every_epochs=0",
        "model.layers=[{type='linear',outputs=512,activation='relu'},{type='linear',outputs=3}]",
      ])
      let worker = try training.worker(
        "watched", at: endpoint, environment: ["LD_PRELOAD": hook, "MGD_ALLOCATIONS": training.file("counts")])
      #expect(try coordinator.end().code == 0)
      #expect(try worker.end(within: 10).code == 0)
      return try training.text("counts").split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ", maxSplits: 1)
        guard words.count == 2, let count = Int(words[0]), !Self.foreign.contains(where: words[1].hasPrefix) else {
          return nil
        }
        return Line(count: count, caller: String(words[1]))
      }
    }
  }
}
