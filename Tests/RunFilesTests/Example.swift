@testable import RunFiles

/// A run file in which nothing is wrong, to put one mistake into.
enum Example {
  static let text = """
    [run]
    name = "example"
    seed = 7
    epochs = 3

    [data]
    format = "idx"
    train = { inputs = "train-images", targets = "train-labels" }
    validation = { inputs = "t10k-images", targets = "t10k-labels" }
    directory = "/data"

    [model]
    input = [28, 28, 1]
    layers = [
      { type = "flatten" },
      { type = "linear", outputs = 128, activation = "relu" },
      { type = "dropout", probability = 0.25 },
      { type = "linear", outputs = 10 },
    ]

    [loss]
    type = "cross_entropy"

    [optimizer]
    type = "sgd"
    learning_rate = 0.1
    momentum = 0.9

    [batch]
    size = 256
    shards = 8
    """

  static func settings(_ text: String = text, _ overrides: [String] = []) throws -> RunSettings {
    try RunFile.parse(Array(text.utf8), path: "run.toml", overrides: overrides)
  }

  /// What is said about the example with one part replaced, a problem a line.
  static func problems(_ old: String = "", _ new: String = "", _ overrides: [String] = []) -> [String] {
    var warnings: [String] = []
    let text = old.isEmpty ? text : text.replacingFirst(old, with: new)
    do {
      _ = try RunFile.parse(Array(text.utf8), path: "run.toml", overrides: overrides) { warnings.append("\($0)") }
      return warnings
    } catch {
      return error.problems.map(\.description)
    }
  }
}

extension String {
  func replacingFirst(_ old: String, with new: String) -> String {
    guard let range = firstRange(of: old) else { preconditionFailure("'\(old)' is not in the example") }
    return replacingCharacters(in: range, with: new)
  }

  private func replacingCharacters(in range: Range<String.Index>, with new: String) -> String {
    self[..<range.lowerBound] + new + self[range.upperBound...]
  }
}
