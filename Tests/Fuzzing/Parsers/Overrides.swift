import RunFiles

/// `--set` arguments over a sound run file, with a zero byte between them.
enum Overrides {
  static func check(_ input: [UInt8]) throws {
    let arguments = input.split(separator: 0, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    let settings: RunSettings
    do { settings = try Self.settings(arguments) } catch {
      return try RunFiles.checkWords(error.problems, lines: lines, error.exitCode)
    }
    try RunFiles.checkWritten(settings)
  }

  static func settings(_ arguments: [String]) throws(RunFileProblems) -> RunSettings {
    try RunFile.parse(Array(base.utf8), path: "run.toml", overrides: arguments)
  }

  private static let lines = base.split(separator: "\n", omittingEmptySubsequences: false).count

  private static let base = """
    [run]
    name = "example"
    epochs = 3
    [data]
    format = "generated"
    name = "xor"
    [model]
    input = [2]
    layers = [{ type = "linear", outputs = 8, activation = "tanh" }, { type = "linear", outputs = 2 }]
    [loss]
    type = "cross_entropy"
    [optimizer]
    type = "sgd"
    learning_rate = 0.1
    [batch]
    size = 256
    """
}
