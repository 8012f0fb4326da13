import Foundation
import Testing

extension EndToEnd {
  /// The wall clock jumps while a run trains (F29); libfaketime tells every process of the run a time of the test's own.
  @Suite struct ClockTests {
    private static let library = try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib")
      .map { "/usr/lib/\($0)/faketime/libfaketime.so.1" }.first(where: FileManager.default.fileExists)

    @Test("a wall clock that jumps by months, either way, moves no deadline and changes no bit")
    func jumps() throws {
      let training = try Training()
      let clock = training.file("clock")
      let settings = ["run.epochs=1500", "evaluation.every_epochs=500", "checkpoint.every_steps=1000"]
      try "+0d".write(toFile: clock, atomically: true, encoding: .utf8)
      // The library sets a variable when it is loaded first, which moves the environment away from where Swift looks for the arguments: env is
      // loaded first.
      let command = """
        LD_PRELOAD=\(try #require(Self.library)) FAKETIME_TIMESTAMP_FILE=\(clock) FAKETIME_NO_CACHE=1 \
        FAKETIME_DONT_FAKE_MONOTONIC=1 exec /usr/bin/env \(try #require(Programs.release))/mgd-coordinator --config run.toml \
        \((settings + ["cluster.local_workers=2", "cluster.local_threads=1"]).map { "--set \($0)" }.joined(separator: " "))
        """
      let coordinator = try RunningProgram("/bin/bash", ["-c", command], in: training.directory)
      for (step, jump) in [(500, "+30d"), (2000, "-30d"), (4000, "+300d")] {
        try coordinator.waitFor("step \(step)/")
        try jump.write(toFile: clock, atomically: true, encoding: .utf8)
      }
      let ended = try coordinator.end()
      #expect(ended.code == 0, "\(ended.text)")
      let years = Set(ended.errors.matches(of: /(?m)^(\d{4}-\d\d)/).map { String($0.1) })
      #expect(years.count > 1, "the log did not see the clock jump: \(years)")
      #expect(!ended.text.contains("lost") && !ended.text.contains("not heard"), "\(ended.text)")
      #expect(try training.bytes("runs/trial/model.safetensors") == Training().train(settings))
    }
  }
}
