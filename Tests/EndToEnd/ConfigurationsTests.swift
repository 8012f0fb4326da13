import Foundation
import Testing

extension EndToEnd {
  /// The run files that a person starts from.
  @Suite struct ConfigurationsTests {
    static let directory = "\(Programs.package)/configs"

    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [])
      .filter { $0.hasSuffix(".toml") }.sorted()

    @Test("every file of configs/ passes the check and trains", arguments: names)
    func trains(name: String) throws {
      let training = try Training()
      let config = "\(Self.directory)/\(name)"
      let checked = try training.mgd("check", config)
      #expect(checked.code == 0, "\(checked.text)")
      let ended = try Programs.start(
        "mgd-coordinator", ["--config", config, "--set", "run.epochs=1", "--set", "run.directory=runs"],
        in: training.directory
      ).end()
      #expect(ended.code == 0, "\(ended.text)")
      let run = try #require(training.names(in: "runs").first)
      #expect(try training.object("runs/\(run)/summary.json")["status"] as? String == "done")
      #expect(try !training.bytes("runs/\(run)/model.safetensors").isEmpty)
    }
  }
}
