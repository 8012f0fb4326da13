import CTOML

/// Reads TOML into nodes that know their places.
enum TOMLDocument {
  struct SyntaxError: Error, Equatable {
    let message: String
    let place: Place
  }

  /// The root table.
  static func parse(_ text: [UInt8]) throws(SyntaxError) -> TOMLNode {
    if let place = Nesting.firstTooDeep(in: text) {
      throw SyntaxError(
        message: "TOML syntax: more than \(Nesting.most) levels of tables, arrays and key parts; a run file has few",
        place: place)
    }
    let document = text.withUnsafeBytes { bytes in
      mgd_toml_parse(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    guard let document else { throw SyntaxError(message: "out of memory while reading", place: .start) }
    defer { mgd_toml_free(document) }
    var at = mgd_toml_position()
    if let message = mgd_toml_error(document, &at) {
      throw SyntaxError(message: "TOML syntax: " + plain(String(cString: message)), place: Place(at))
    }
    var count = 0
    let nodes = UnsafeBufferPointer(start: mgd_toml_nodes(document, &count), count: count)
    var cursor = 0
    return read(nodes, &cursor)
  }

  /// Without the parser's preamble.
  private static func plain(_ message: String) -> String {
    let preamble = "Error while parsing "
    return message.hasPrefix(preamble) ? String(message.dropFirst(preamble.count)) : message
  }

  /// One node and all below it; ``Nesting`` bounds the depth.
  private static func read(_ nodes: UnsafeBufferPointer<mgd_toml_node>, _ cursor: inout Int) -> TOMLNode {
    let node = nodes[cursor]
    cursor += 1
    return TOMLNode(value: value(of: node, nodes, &cursor), place: Place(node.at))
  }

  private static func value(
    of node: mgd_toml_node, _ nodes: UnsafeBufferPointer<mgd_toml_node>, _ cursor: inout Int
  ) -> TOMLNode.Value {
    switch node.kind {
    case MGD_TOML_TABLE: .table(entries(node.children, nodes, &cursor))
    case MGD_TOML_ARRAY: .array((0..<node.children).map { _ in read(nodes, &cursor) })
    case MGD_TOML_STRING: .string(text(node.text, node.text_length))
    case MGD_TOML_INTEGER: .integer(Int(node.integer))
    case MGD_TOML_FLOAT: .number(node.number)
    case MGD_TOML_BOOLEAN: .boolean(node.boolean)
    default: .dateTime(text(node.text, node.text_length))
    }
  }

  private static func entries(
    _ count: Int, _ nodes: UnsafeBufferPointer<mgd_toml_node>, _ cursor: inout Int
  ) -> [TOMLNode.Entry] {
    var entries: [TOMLNode.Entry] = []
    for _ in 0..<count {
      let node = nodes[cursor]
      let value = read(nodes, &cursor)
      entries.append(.init(key: text(node.key, node.key_length), keyPlace: Place(node.key_at), node: value))
    }
    // The parser sorts tables by key; people read them from top to bottom.
    return entries.sorted { $0.keyPlace.order < $1.keyPlace.order }
  }

  private static func text(_ start: UnsafePointer<CChar>?, _ length: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
  }
}

extension Place {
  fileprivate init(_ at: mgd_toml_position) {
    self = at.line == 0 ? .start : .file(line: Int(at.line), column: Int(at.column))
  }
}
