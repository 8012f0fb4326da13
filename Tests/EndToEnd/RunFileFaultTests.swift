import Testing

extension EndToEnd {
  /// What is wrong with a run file is said with file, line and column, before anything is made.
  @Suite struct RunFileFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
      let testDescription: String
      /// Replaced in the run file, by what.
      var replace = ("", "")
      var overrides: [String] = []
      var config = "run.toml"
      let code: Int32
      /// What the message must hold.
      let says: [String]
    }

    static let faults = [
      Fault(testDescription: "no such run file", config: "no.toml", code: 66, says: ["no.toml", "does not exist"]),
      Fault(
        testDescription: "TOML syntax error", replace: ("seed = 3", "seed = "), code: 78,
        says: ["run.toml:3:", "error"]),
      Fault(
        testDescription: "unknown key", replace: ("learning_rate =", "lr ="), code: 78,
        says: ["run.toml:24:1: error: unknown key 'lr' in [optimizer]; did you mean 'learning_rate'?"]),
      Fault(
        testDescription: "unknown section", replace: ("[batch]", "[bath]"), code: 78,
        says: ["run.toml:26:2: error: unknown section [bath]; did you mean [batch]?"]),
      Fault(
        testDescription: "wrong type", replace: ("size = 64", "size = \"64\""), code: 78,
        says: ["run.toml:27:8: error: batch.size: expected a positive integer", "found string"]),
      Fault(
        testDescription: "unknown override", overrides: ["optimizer.lr=0.1"], code: 78,
        says: ["--set optimizer.lr: error:", "did you mean 'learning_rate'?"]),
      Fault(
        testDescription: "layer that does not fit", replace: ("input = [2]", "input = [28, 28, 1]"), code: 78,
        says: ["run.toml:", "model.layers[0]: linear", "[28, 28, 1]", "flatten"]),
      Fault(
        testDescription: "input that does not fit the data", replace: ("input = [2]", "input = [3]"), code: 78,
        says: ["run.toml:13:9: error: model.input: expected [2]", "got [3]"]),
      Fault(
        testDescription: "fewer outputs than classes", overrides: ["model.layers=[{type='linear',outputs=2}]"],
        code: 78,
        says: ["--set model.layers: error: model.layers[0]: expected at least 3 outputs", "got 2"]),
      Fault(
        testDescription: "shards 0", replace: ("shards = 8", "shards = 0"), code: 78,
        says: ["run.toml:28:10: error: batch.shards: expected ", "found integer 0"]),
      Fault(
        testDescription: "batch smaller than shards", replace: ("size = 64", "size = 7"), code: 78,
        says: ["run.toml:27:8: error: batch.size: 7 samples cannot be cut into 8 shards"]),
      Fault(
        testDescription: "address of other hosts", overrides: ["cluster.listen=tcp://0.0.0.0:7077"], code: 78,
        says: ["cluster.listen", "tcp://0.0.0.0:7077", "security.key_file", "security.insecure"]),
    ]

    @Test("a run file that cannot be meant is refused with its place", arguments: faults)
    func refused(fault: Fault) throws {
      var text = Training.runFile
      if !fault.replace.0.isEmpty {
        try #require(text.contains(fault.replace.0))
        text = text.replacing(fault.replace.0, with: fault.replace.1)
      }
      let training = try Training(text)
      let ended = try Programs.start(
        "mgd-coordinator", ["--config", fault.config] + fault.overrides.flatMap { ["--set", $0] },
        in: training.directory
      ).end()
      #expect(ended.code == fault.code)
      for words in fault.says { #expect(ended.errors.contains(words), "\(ended.errors)") }
      #expect(try training.names == ["run.toml"])
    }

    @Test("all problems of a file are said at once")
    func allAtOnce() throws {
      let training = try Training(
        Training.runFile.replacing("learning_rate", with: "lr").replacing("shards = 8", with: "shards = 0"))
      let ended = try training.lead()
      #expect(ended.code == 78)
      #expect(ended.errors.split(separator: "\n").count == 2, "\(ended.errors)")
    }

    @Test("wrong arguments are a usage error", arguments: [["--confg", "run.toml"], [], ["--config"]])
    func usage(arguments: [String]) throws {
      let training = try Training()
      let ended = try Programs.start("mgd-coordinator", arguments, in: training.directory).end()
      #expect(ended.code == 64)
      #expect(ended.errors.lowercased().contains("usage: mgd-coordinator"), "\(ended.errors)")
    }

    @Test(
      "wrong arguments of a worker are a usage error",
      arguments: [[], ["--coordinator", "nowhere"], ["--coordinator", "tcp://127.0.0.1"]])
    func workerUsage(arguments: [String]) throws {
      let training = try Training()
      let ended = try Programs.start("mgd-worker", arguments, in: training.directory).end()
      #expect(ended.code == 64)
      #expect(!ended.errors.isEmpty)
    }
  }
}
