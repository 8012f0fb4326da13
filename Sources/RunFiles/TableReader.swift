/// Reads the keys of one table and finds all that is wrong with them.
struct TableReader {
  /// As in a message: `[optimizer]`, or `layers[2] (linear)`.
  let title: String
  /// As in front of a key: `optimizer`.
  let path: String

  /// Fills the root from the table.
  ///
  /// - Parameters:
  ///   - selector: a key that was read before, to find out which keys there are.
  /// - Returns: what is wrong, in the order of the table, missing keys last.
  func read<Root>(_ table: TOMLNode, _ keys: [Key<Root>], selector: String? = nil, into root: inout Root) -> [Finding] {
    guard let entries = table.entries else {
      return [Finding(table.place, "\(path): expected a table, found \(table.found)")]
    }
    var findings: [Finding] = []
    for entry in entries where entry.key != selector {
      guard let key = keys.first(where: { $0.name == entry.key }) else {
        findings.append(unknown(entry, names: keys.map(\.name) + [selector].compactMap { $0 }))
        continue
      }
      do { try key.read(entry.node, &root) } catch { findings += error.findings.map { named($0, entry.key) } }
    }
    return findings + missing(keys, in: table)
  }

  /// The variant of a table that its `type` or `format` names.
  func variant<Name>(
    _ selector: String, of table: TOMLNode, as form: Form<Name>
  ) throws(Mismatch) -> Name {
    guard table.entries != nil else {
      throw Mismatch([Finding(table.place, "\(path): expected a table, found \(table.found)")])
    }
    guard let node = table[selector] else {
      throw Mismatch([Finding(table.place, "missing key '\(selector)' in \(title): \(form.expected)")])
    }
    do { return try form.read(node) } catch {
      throw Mismatch(error.findings.map { named($0, selector) })
    }
  }

  private func unknown(_ entry: TOMLNode.Entry, names: [String]) -> Finding {
    var message = "unknown key '\(entry.key)' in \(title)"
    if Suggestion.closest(to: entry.key, in: names) == nil, let home = KeyTable.section(of: entry.key) {
      message += "; it belongs in [\(home)]"
    } else {
      message += Suggestion.hint(entry.key, in: names)
    }
    return Finding(entry.keyPlace, message)
  }

  private func missing<Root>(_ keys: [Key<Root>], in table: TOMLNode) -> [Finding] {
    keys.filter { $0.isRequired && table[$0.name] == nil }.map {
      Finding(table.place, "missing key '\($0.name)' in \(title): \($0.expected)")
    }
  }

  /// A finding about a value, with the key in front of it unless the value named one inside itself.
  private func named(_ finding: Finding, _ key: String) -> Finding {
    guard finding.message.hasPrefix("expected ") else { return finding }
    return Finding(finding.place, "\(path).\(key): \(finding.message)")
  }
}
