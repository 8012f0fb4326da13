import Foundation
import TestKit
import Testing

extension EndToEnd {
  /// Logs as programs read them.
  @Suite struct LogFormatTests {
    /// Level and message of each event, as a collector of logs finds them.
    private func read(_ log: String, _ training: Training) throws -> [String] {
      try training.write(Array(log.utf8), to: "log.jsonl")
      return try Programs.python("read_log.py", [training.file("log.jsonl")], in: training.directory)
        .split(separator: "\n").map(String.init)
    }

    @Test(
      "every line of a coordinator's and of a worker's log is JSON, and tells the run from its beginning to its end",
      .enabled(if: Programs.python != nil, Programs.pythonReason))
    func json() throws {
      let training = try Training()
      let endpoint = try FreePort.endpoint()
      let worker = try training.worker("w1", at: endpoint, ["--log-format", "json"])
      let led = try training.lead(
        ["run.steps=300", "cluster.listen=\(endpoint)", "cluster.local_workers=0"], arguments: ["--log-format", "json"])
      #expect(led.code == 0 && led.output.isEmpty, "\(led.text)")
      let events = try read(led.errors, training)
      for event in ["info run begins", "info step", "info evaluation", "info checkpoint of step", "info run ends"] {
        #expect(events.contains { $0.hasPrefix(event) }, "\(event) in \(led.errors)")
      }
      let worked = try worker.end()
      #expect(worked.code == 0 && worked.output.isEmpty, "\(worked.text)")
      #expect(try read(worked.errors, training).contains { $0.hasPrefix("info ready for run trial") }, "\(worked.text)")
    }

    @Test(
      "what is wrong before anything runs is an event, too, of one line",
      .enabled(if: Programs.python != nil, Programs.pythonReason))
    func mistakes() throws {
      let training = try Training(
        Training.runFile.replacing("shards = 8", with: "shards = 8\n\"odd \\\" key\" = 1\n\nx = 2"))
      let led = try training.lead(arguments: ["--log-format", "json"])
      #expect(led.code == 78 && led.output.isEmpty, "\(led.text)")
      let events = try read(led.errors, training)
      #expect(events.first?.hasPrefix("error run.toml:") == true, "\(led.errors)")
      #expect(led.errors.split(separator: "\n").count == 1, "\(led.errors)")
    }

    @Test("logfmt has the figures of a step as fields")
    func logfmt() throws {
      let led = try Training().lead(["run.steps=300"], arguments: ["--log-format", "logfmt"])
      #expect(led.code == 0 && led.output.isEmpty, "\(led.text)")
      let step =
        /time=\d{4}-\d\d-\d\dT[\d:.]+Z level=info msg=step step=100 epoch=\d+ samples=\d+ train\.loss=[\d.e-]+ train\.accuracy=/
      #expect(led.errors.contains(step), "\(led.errors)")
      #expect(led.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("time=") }, "\(led.errors)")
    }

    @Test("another format is a usage error")
    func unknown() throws { #expect(try Training().lead(arguments: ["--log-format", "xml"]).code == 64) }
  }
}
