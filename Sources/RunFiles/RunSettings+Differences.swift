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
    zip(old.sections, sections).flatMap { before, after in
      let names = after.decidingNames + before.decidingNames.filter { !after.decidingNames.contains($0) }
      return names.compactMap { name in
        let (was, became) = (before[name], after[name])
        return was == became ? nil : KeyDifference(key: "\(after.name).\(name)", old: was, new: became)
      }
    }
  }
}

extension WrittenSection {
  fileprivate var decidingNames: [String] { keys.filter { $0.role == .deciding }.map(\.name) }

  fileprivate subscript(name: String) -> String? { keys.first { $0.name == name }?.value }
}
