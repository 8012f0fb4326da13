import Datasets

/// A section as it is written: each of its keys that has a value.
struct WrittenSection: Sendable {
  let name: String
  var keys: [(name: String, role: KeyRole, value: String)] = []

  init(_ name: String) {
    self.name = name
  }

  /// A section whose keys depend on a type, which comes first.
  init(_ name: String, _ selector: String, _ type: String) {
    self.name = name
    keys = [(selector, .deciding, TOMLText.quoted(type))]
  }

  func adding<Root>(_ keys: [Key<Root>], of root: Root) -> WrittenSection {
    var section = self
    section.keys += keys.compactMap { key in key.write(root).map { (key.name, key.role, $0) } }
    return section
  }
}

extension RunSettings {
  /// All sections in the order of the table.
  var sections: [WrittenSection] {
    [
      WrittenSection("run").adding(KeyTable.run, of: run),
      WrittenSection("data", "format", data.format.rawValue).adding(DataKeys.keys(data.format), of: .init(data)),
      WrittenSection("model").adding(KeyTable.model, of: model),
      WrittenSection("loss", "type", loss.kind.rawValue).adding(LossKeys.keys(loss.kind), of: loss),
      WrittenSection("optimizer", "type", optimizer.kind.rawValue)
        .adding(OptimizerKeys.keys(optimizer.kind), of: optimizer),
      WrittenSection("batch").adding(KeyTable.batch, of: batch),
      WrittenSection("evaluation").adding(KeyTable.evaluation, of: evaluation),
      WrittenSection("checkpoint").adding(KeyTable.checkpoint, of: checkpoint),
      WrittenSection("exchange").adding(KeyTable.exchange, of: exchange),
      WrittenSection("cluster").adding(KeyTable.cluster, of: cluster),
      WrittenSection("security").adding(KeyTable.security, of: security),
      WrittenSection("telemetry").adding(KeyTable.telemetry, of: telemetry),
    ]
  }

  /// The run file that says the same with every default written out; reading it gives these settings again.
  package func toml() -> String {
    sections.map { section in
      "[\(section.name)]\n" + section.keys.map { "\($0.name) = \($0.value)\n" }.joined()
    }.joined(separator: "\n")
  }
}
