import Testing

@Suite("mgd check")
struct CheckCommandTests {
  @Test("a run file without mistakes gives model, data, steps, memory and notes")
  func report() throws {
    let result = try Workshop().mgd("check", "run.toml")
    #expect(result.exitCode == 0)
    for part in [
      "linear 2-8, relu", "200 training samples", "100 to validate", "4 an epoch, 4 in all",
      "64 samples in 2 shards of 32",
      "2 shards x 42 parameters x 4 bytes = 336 bytes", "note: the last batch of an epoch has 8 samples, shards of 4",
    ] {
      #expect(result.output.contains(part))
    }
    #expect(result.errors == "")
  }

  @Test("small shards, idle threads and idle workers are noted")
  func notes() throws {
    let result = try Workshop().mgd(
      "check", "run.toml", "--set", "batch.shards=3", "--set", "cluster.local_workers=4", "--set",
      "cluster.local_threads=2")
    #expect(result.output.contains("note: shards of 21 or 22 samples"))
    #expect(result.output.contains("note: 8 threads of local workers for 3 shards"))
    #expect(result.output.contains("note: 4 workers for 3 shards"))
  }

  @Test("every mistake is told at once, with its place")
  func mistakes() throws {
    let result = try Workshop(more: "sise = 3\n[telemetry]\nlog_every = 0").mgd(
      "check", "run.toml", "--set", "batch.size=16777217")
    #expect(result.exitCode == 78)
    #expect(result.errors.contains("run.toml:21:1: error: unknown key 'sise' in [batch]; did you mean 'size'?"))
    #expect(result.errors.contains("run.toml:23:13: error: telemetry.log_every: expected a positive integer"))
    #expect(result.errors.contains("--set batch.size: error: batch.size: expected at most 16777216"))
    #expect(result.output == "")
  }

  @Test("a model of so many layers that no worker could be told of them is refused", arguments: [(300, 0), (1500, 78)])
  func manyLayers(count: Int, exitCode: Int32) throws {
    let layer = #"{ type = "linear", outputs = 16, activation = "relu" }"#
    let layers = [String](repeating: layer, count: count) + [#"{ type = "linear", outputs = 2 }"#]
    let result = try Workshop(layers: layers.joined(separator: ", ")).mgd("check", "run.toml")
    #expect(result.exitCode == exitCode, "\(result.errors)")
    let words = ["expected at most 65536 bytes, got ", "fewer layers"]
    #expect(words.allSatisfy { result.errors.contains($0) == (exitCode != 0) }, "\(result.errors)")
  }

  @Test("all missing data files are named")
  func missingData() throws {
    let data = #"format = "idx"\#ntrain = { inputs = "a.idx", targets = "b.idx" }"#
    let result = try Workshop(data: data).mgd("check", "run.toml")
    #expect(result.exitCode == 66)
    #expect(result.errors.contains("a.idx: no such file"))
    #expect(result.errors.contains("b.idx: no such file"))
  }

  @Test("data that break their format, or do not fit the loss, end with 65", arguments: ["a.idx", "values"])
  func badData(what: String) throws {
    let data = #"format = "idx"\#ntrain = { inputs = "a.idx", targets = "b.idx" }"#
    let workshop = try Workshop(data: data, loss: what == "values" ? "nll" : "cross_entropy")
    let whole = IDX.floats([[0, 1], [2, 3]])
    _ = try workshop.scratch.write(what == "values" ? whole : Array(whole.dropLast()), to: "a.idx")
    _ = try workshop.scratch.write(whole, to: "b.idx")
    let result = try workshop.mgd("check", "run.toml")
    #expect(result.exitCode == 65)
    #expect(result.errors.contains(what == "values" ? "one class a sample, as loss nll takes" : "a.idx: byte 27"))
  }

  @Test("a wrong use ends with 64, a run file that is not there with 66")
  func use() throws {
    let workshop = try Workshop()
    #expect(try workshop.mgd("check").exitCode == 64)
    #expect(try workshop.mgd("check", "run.toml", "--sets", "a=1").exitCode == 64)
    #expect(try workshop.mgd("frobnicate").exitCode == 64)
    #expect(try workshop.mgd("check", "other.toml").exitCode == 66)
    #expect(try workshop.mgd("check", "--help").exitCode == 0)
  }
}
