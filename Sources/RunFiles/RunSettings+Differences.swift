/// A deciding key with different values in two run files.
package struct KeyDifference: Sendable, Equatable, CustomStringConvertible {
  /// As `optimizer.momentum`.
  package let key: String
  /// As TOML; nil where the key has no value.
  package let old: String?
  package let new: String?

  package var description: String { "\(key): \(old ?? "not set") became \(new ?? "not set")" }
}

extension RunSettings {
  /// The deciding keys whose values differ: what keeps these settings from going on with a run of the others.
  ///
  /// - Parameter old: What the run began with, as resolved.
  /// - Returns: In the order of a run file; empty when the run may go on. `run.epochs` and `run.steps` are free, and may grow.
  package func differences(from old: RunSettings) -> [KeyDifference] {
    let (before, after) = (old.decidingKeys, decidingKeys)
    let names = after.map(\.name) + before.map(\.name).filter { name in !after.contains { $0.name == name } }
    return names.compactMap { name in
      let was = before.first { $0.name == name }?.value
      let became = after.first { $0.name == name }?.value
      return was == became ? nil : KeyDifference(key: name, old: was, new: became)
    }
  }

  /// Every deciding key with its value as TOML, in the order of a run file.
  var decidingKeys: [(name: String, value: String)] {
    sections.flatMap { section in
      section.keys.filter { $0.role == .deciding }.map { ("\(section.name).\($0.name)", $0.value) }
    }
  }
}
