import Foundation
import TestKit
import Testing

extension EndToEnd {
  /// What systemd hears of its services.
  @Suite struct ServiceManagerTests {
    private let scratch: Scratch
    private let manager: DatagramListener

    init() throws {
      scratch = try Scratch()
      manager = try DatagramListener(scratch.file("notify"))
    }

    private var environment: [String: String] { ["NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "400000"] }

    /// What is said until a line that is asked for.
    private func heard(until isLast: (String) -> Bool) throws -> [String] {
      var lines: [String] = []
      while !(lines.last.map(isLast) ?? false) {
        let datagram = try #require(manager.next(within: 20_000), "heard only \(lines)")
        for line in datagram.split(separator: "\n") where !(lines.last.map(isLast) ?? false) {
          lines.append(String(line))
        }
      }
      return lines
    }

    @Test("the coordinator is ready when it listens, tells its steps, feeds the watchdog, and says that it stops")
    func coordinator() throws {
      let training = try Training()
      let coordinator = try training.coordinator(["run.steps=100000000"], environment: environment)
      #expect(try heard { $0 == "READY=1" } == ["READY=1"])
      let lines = try heard { $0.contains("workers 1, loss ") }
      #expect(lines.last?.wholeMatch(of: /STATUS=step \d+ of 100000000, workers 1, loss [\d.e-]+/) != nil, "\(lines)")
      let fed = try (0..<10).map { _ in try heard { $0 == "WATCHDOG=1" } }
      #expect(fed.joined().count { $0.hasPrefix("STATUS=") } <= 4)
      coordinator.send(SIGTERM)
      _ = try heard { $0 == "STOPPING=1" }
      #expect(try coordinator.end(within: 20).code == 0)
    }

    @Test("a run that is done already is ready, so that a service that has nothing to do has not failed")
    func doneAlready() throws {
      let training = try Training()
      _ = try training.train()
      let again = try training.coordinator(resume: "auto", environment: environment).end()
      #expect(again.code == 0, "\(again.text)")
      #expect(manager.lines().first == "READY=1")
    }

    @Test("a worker is ready while it waits, tells its run, and says that it stops")
    func worker() throws {
      let training = try Training()
      let endpoint = try FreePort.endpoint()
      let worker = try training.worker("resident", at: endpoint, environment: environment)
      #expect(try heard { $0.hasPrefix("STATUS=") } == ["READY=1", "STATUS=waiting for \(endpoint)"])
      _ = try heard { $0 == "WATCHDOG=1" }
      let coordinator = try training.coordinator([
        "run.steps=100000000", "cluster.listen=\(endpoint)", "cluster.local_workers=0",
      ])
      _ = try heard { $0 == "STATUS=run trial: computing" }
      worker.send(SIGTERM)
      _ = try heard { $0 == "STOPPING=1" }
      #expect(try worker.end(within: 10).code == 0)
      coordinator.send(SIGTERM)
      #expect(try coordinator.end(within: 20).code == 0)
    }

    @Test("local workers do not speak to the service manager of their coordinator")
    func localWorkers() throws {
      let training = try Training()
      let coordinator = try training.coordinator(["run.steps=100000000"], environment: environment)
      try coordinator.waitFor("worker local-1 joined")
      let process = try #require(training.localWorkers(of: coordinator).first).pid
      let variables = try String(contentsOfFile: "/proc/\(process)/environ", encoding: .utf8)
      #expect(!variables.contains("NOTIFY_SOCKET") && !variables.contains("WATCHDOG"))
      coordinator.send(SIGTERM)
      #expect(try coordinator.end(within: 20).code == 0)
    }
  }
}
