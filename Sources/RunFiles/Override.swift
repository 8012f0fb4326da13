/// A `--set section.key=value` argument.
struct Override: Equatable {
  let path: [String]
  let node: TOMLNode

  /// The value is TOML; what does not parse as TOML is a string.
  init(_ argument: String, number: Int) throws(Mismatch) {
    guard let equals = argument.firstIndex(of: "=") else {
      throw Mismatch([
        Finding(.override(argument, number: number), "expected section.key=value, found no '='")
      ])
    }
    let key = argument[..<equals].trimmingBlanks()
    let place = Place.override(key, number: number)
    path = key.split(separator: ".", omittingEmptySubsequences: false).map { $0.trimmingBlanks() }
    guard !path.contains("") else {
      throw Mismatch([Finding(place, "expected section.key=value, found an empty name before the '='")])
    }
    guard path.count <= Nesting.most else {
      throw Mismatch([
        Finding(
          .override("\(key.prefix(20))...", number: number),
          "expected at most \(Nesting.most) names before the '=', found \(path.count)")
      ])
    }
    node = Self.value(String(argument[argument.index(after: equals)...]), place: place)
  }

  private static func value(_ text: String, place: Place) -> TOMLNode {
    let root = try? TOMLDocument.parse(Array("value = \(text)".utf8))
    // More than one key: the text had a line of its own, and is a string like all that is not one value.
    guard let entries = root?.entries, entries.count == 1 else { return TOMLNode(value: .string(text), place: place) }
    return entries[0].node.moved(to: place)
  }

  /// The tree with this value in its place; tables on the way are made.
  func applied(to root: TOMLNode) throws(Mismatch) -> TOMLNode {
    try replace(in: withoutRival(root), path[...])
  }

  private func replace(in table: TOMLNode, _ path: ArraySlice<String>) throws(Mismatch) -> TOMLNode {
    guard let key = path.first else { return node }
    guard var entries = table.entries else {
      throw Mismatch([Finding(node.place, "expected a table in which to set '\(key)', found \(table.found)")])
    }
    let index = entries.firstIndex { $0.key == key }
    let empty = TOMLNode(value: .table([]), place: node.place)
    let value = try replace(in: index.map { entries[$0].node } ?? empty, path.dropFirst())
    if let index {
      entries[index].node = value
      if path.count == 1 { entries[index].keyPlace = node.place }
    } else {
      entries.append(.init(key: key, keyPlace: node.place, node: value))
    }
    return TOMLNode(value: .table(entries), place: table.place)
  }

  /// `run.epochs` and `run.steps` exclude each other; the one that is set here replaces the file's.
  private func withoutRival(_ root: TOMLNode) -> TOMLNode {
    let rival: String
    switch path {
    case ["run", "epochs"]: rival = "steps"
    case ["run", "steps"]: rival = "epochs"
    default: return root
    }
    guard var sections = root.entries, let run = sections.firstIndex(where: { $0.key == "run" }),
      let entries = sections[run].node.entries
    else { return root }
    sections[run].node.value = .table(
      entries.filter { entry in
        guard case .override = entry.keyPlace else { return entry.key != rival }
        return true
      })
    return TOMLNode(value: .table(sections), place: root.place)
  }
}

extension TOMLNode {
  /// The same value, all of it at one place.
  fileprivate func moved(to place: Place) -> TOMLNode {
    switch value {
    case .table(let entries):
      let moved = entries.map { Entry(key: $0.key, keyPlace: place, node: $0.node.moved(to: place)) }
      return TOMLNode(value: .table(moved), place: place)
    case .array(let elements):
      return TOMLNode(value: .array(elements.map { $0.moved(to: place) }), place: place)
    default: return TOMLNode(value: value, place: place)
    }
  }
}

extension StringProtocol {
  fileprivate func trimmingBlanks() -> String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
