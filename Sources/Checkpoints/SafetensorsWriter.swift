/// A tensor to be written: its bytes stay where they are.
package struct TensorContent {
  package let name: String
  package let type: TensorType
  package let shape: [Int]
  /// Little-endian, last dimension fastest.
  package let bytes: UnsafeRawBufferPointer

  package init(name: String, type: TensorType = .f32, shape: [Int], bytes: UnsafeRawBufferPointer) {
    precondition(
      bytes.count == shape.reduce(type.size, *), "Safetensors: \(bytes.count) bytes for \(type.rawValue) \(shape)")
    self.name = name
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }
}

/// Writes safetensors files; equal tensors give equal bytes.
package enum SafetensorsWriter {
  /// What tools that load PyTorch weights look for.
  package static let pyTorch = ["format": "pt"]

  /// Writes a file that is there whole or not at all.
  ///
  /// - Throws: ``CheckpointError/unwritable(file:operation:reason:)``.
  package static func write(
    _ tensors: [TensorContent], metadata: [String: String] = pyTorch, to path: String
  ) throws {
    try AtomicFile.write(to: path) { file in
      try write(tensors, metadata: metadata) { try file.append($0) }
    }
  }

  /// Hands out the bytes of the file piece by piece.
  static func write(
    _ tensors: [TensorContent], metadata: [String: String] = pyTorch,
    emit: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let ordered = ordered(tensors)
    try header(ordered, metadata).withUnsafeBytes { try emit($0) }
    for tensor in ordered { try emit(tensor.bytes) }
  }

  /// Wide types first, so that every tensor is aligned to its own size; then by name.
  private static func ordered(_ tensors: [TensorContent]) -> [TensorContent] {
    tensors.sorted { left, right in
      left.type.size == right.type.size
        ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8) : left.type.size > right.type.size
    }
  }

  /// The length and the JSON, padded with spaces so that the tensors begin at a multiple of 8.
  private static func header(_ tensors: [TensorContent], _ metadata: [String: String]) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let words = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
      members.append("\"__metadata__\":{\(words.joined(separator: ","))}")
    }
    var offset = 0
    for tensor in tensors {
      members.append(member(tensor, at: offset))
      offset += tensor.bytes.count
    }
    var json = Array("{\(members.joined(separator: ","))}".utf8)
    json += [UInt8](repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
    return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
  }

  private static func member(_ tensor: TensorContent, at offset: Int) -> String {
    let shape = tensor.shape.map(String.init).joined(separator: ",")
    return "\(quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(shape)],"
      + "\"data_offsets\":[\(offset),\(offset + tensor.bytes.count)]}"
  }

  private static func quoted(_ text: String) -> String {
    let short: [Unicode.Scalar: String] = [
      "\"": "\\\"", "\\": "\\\\", "\u{8}": "\\b", "\u{C}": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
    ]
    let escaped = text.unicodeScalars.map { scalar in
      if let escape = short[scalar] { return escape }
      guard scalar.value < 0x20 else { return String(scalar) }
      return "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
    }
    return "\"\(escaped.joined())\""
  }
}
