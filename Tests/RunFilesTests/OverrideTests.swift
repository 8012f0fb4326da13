import Testing

@testable import RunFiles

@Suite struct OverrideTests {
  @Test(
    "values are TOML, and what is not TOML is a string",
    arguments: [
      ("a.b=3", TOMLNode.Value.integer(3)), ("a.b=0.5", .number(0.5)), ("a.b=true", .boolean(true)),
      ("a.b=\"x y\"", .string("x y")), ("a.b=adam", .string("adam")), ("a.b=/tmp/x=y", .string("/tmp/x=y")),
      ("a.b=", .string("")), ("a.b=1\nc=2", .string("1\nc=2")),
      ("a.b=tcp://127.0.0.1:7077", .string("tcp://127.0.0.1:7077")),
    ])
  func values(argument: String, value: TOMLNode.Value) throws {
    let override = try Override(argument, number: 0)
    #expect(override.path == ["a", "b"])
    #expect(override.node.value == value)
  }

  @Test("the last override wins over the file and the ones before")
  func order() throws {
    let settings = try Example.settings(Example.text, ["batch.size=64", "batch.size=32", "cluster.local_workers=2"])
    #expect(settings.batch.size == 32)
    #expect(settings.cluster.localWorkers == 2 && settings.cluster.minWorkers == 2)
  }

  @Test("a section or an array can be replaced as a whole")
  func whole() throws {
    let settings = try Example.settings(Example.text, ["optimizer={ type = \"adam\", learning_rate = 0.01 }"])
    #expect(settings.optimizer == .init(.adam) { $0.learningRate = 0.01 })
  }

  @Test("steps on the command line take the place of epochs in the file")
  func rivals() throws {
    let run = try Example.settings(Example.text, ["run.steps=50"]).run
    #expect(run.steps == 50 && run.epochs == nil)
    #expect(
      Example.problems("", "", ["run.steps=50", "run.epochs=1"]) == [
        "--set run.steps: error: run.steps: expected either epochs or steps, found both"
      ])
  }

  @Test("listening expects workers from elsewhere, unless local ones are asked for")
  func listening() throws {
    let alone = try Example.settings(Example.text, ["cluster.listen=tcp://127.0.0.1:7077"]).cluster
    #expect(alone.localWorkers == 0 && alone.minWorkers == 1)
    let both = try Example.settings(
      Example.text, ["cluster.listen=tcp://127.0.0.1:7077", "cluster.local_workers=2"]
    ).cluster
    #expect(both.localWorkers == 2)
  }

  @Test("very many names are an error, not a deep stack")
  func manyNames() {
    let path = [String](repeating: "a", count: 100_000).joined(separator: ".")
    #expect(
      Example.problems("", "", [path + "=1"]) == [
        "--set a.a.a.a.a.a.a.a.a.a....: error: expected at most 128 names before the '=', found 100000"
      ])
  }

  @Test(
    "mistakes name the argument",
    arguments: [
      ("optimizer.lr=1", "--set optimizer.lr: error: unknown key 'lr' in [optimizer]; did you mean 'learning_rate'?"),
      ("batch.size", "--set batch.size: error: expected section.key=value, found no '='"),
      (".size=3", "--set .size: error: expected section.key=value, found an empty name before the '='"),
      ("batch.size.x=3", "--set batch.size.x: error: expected a table in which to set 'x', found integer 256"),
      ("batch=3", "--set batch: error: batch: expected a table, found integer 3"),
      ("bach.size=3", "--set bach.size: error: unknown section [bach]; did you mean [batch]?"),
      (
        "batch.size=many",
        "--set batch.size: error: batch.size: expected a positive integer, found string \"many\""
      ),
    ])
  func mistakes(argument: String, problem: String) {
    #expect(Example.problems("", "", [argument]) == [problem])
  }
}
