import Datasets
import NeuralNetworks
import Optimizers

/// Every key of a run file with its default and its meaning, for people.
package enum KeyReference {
  /// A section a paragraph, a key a line; `*` marks keys that decide the weights.
  package static func text() -> String {
    let paragraphs =
      [section("[run]", KeyTable.run, .init(name: ""))]
      + DatasetDescription.Format.allCases.map {
        section("[data] format = \"\($0.rawValue)\"", DataKeys.keys($0), .init())
      }
      + [section("[model]", KeyTable.model, nil)]
      + LayerKeys.types.map { section("layers: { type = \"\($0)\" }", LayerKeys.keys($0), .init()) }
      + LossDescription.Kind.allCases.map {
        section("[loss] type = \"\($0.rawValue)\"", LossKeys.keys($0), .init($0))
      }
      + OptimizerDescription.Kind.allCases.map {
        section("[optimizer] type = \"\($0.rawValue)\"", OptimizerKeys.keys($0), .init($0))
      }
    return (paragraphs + plainSections()).joined(separator: "\n")
  }

  private static func plainSections() -> [String] {
    [
      section("[batch]", KeyTable.batch, .init(size: 1)), section("[evaluation]", KeyTable.evaluation, .init()),
      section("[checkpoint]", KeyTable.checkpoint, .init()),
      section("[exchange]", KeyTable.exchange, .init()), section("[cluster]", KeyTable.cluster, .init()),
      section("[security]", KeyTable.security, .init()), section("[telemetry]", KeyTable.telemetry, .init()),
    ]
  }

  private static func section<Root>(_ title: String, _ keys: [Key<Root>], _ standard: Root?) -> String {
    title + "\n" + keys.map { line($0, standard) }.joined()
  }

  private static func line<Root>(_ key: Key<Root>, _ standard: Root?) -> String {
    let mark = key.role == .deciding ? "*" : " "
    let value = key.isRequired ? "required" : standard.flatMap(key.write).map { "default \($0)" } ?? "not set"
    return "  \(mark) \(key.name): \(key.expected); \(value)\n      \(key.doc)\n"
  }
}
