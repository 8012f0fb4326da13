/// The header of a safetensors file: which tensors it holds, and where.
///
/// ```
/// offset  bytes
///      0      8  N, little-endian
///      8      N  JSON: name -> {"dtype", "shape", "data_offsets": [begin, end]}, and "__metadata__"
///    8+N         the tensors' bytes without gaps, little-endian, last dimension fastest
/// ```
package struct SafetensorsHeader: Sendable, Equatable {
  /// Free words of the writer.
  package let metadata: [String: String]
  /// In the order of their bytes.
  package let entries: [TensorEntry]

  /// The format's own limit.
  package static let longest = 100_000_000

  /// The length of the tensors' bytes together.
  package var bufferLength: Int { entries.last?.range.upperBound ?? 0 }

  /// Reads the JSON text as strictly as the format's own library, and rejects names given twice.
  init(parsing text: [UInt8], file: String) throws {
    do {
      let reader = HeaderReader(file: file)
      (metadata, entries) = try reader.read(try JSONParser.parse(text))
    } catch let problem as JSONProblem {
      throw CheckpointError.malformed(
        file: file, offset: 8 + problem.offset, expected: problem.expected, found: problem.found, hint: nil)
    }
  }
}

/// Turns the JSON of a header into entries.
private struct HeaderReader {
  let file: String

  func read(_ value: JSONValue) throws -> (metadata: [String: String], entries: [TensorEntry]) {
    guard case .object(let members) = value else { throw malformed(0, "an object", value.kind) }
    var metadata: [String: String] = [:]
    var placed: [(entry: TensorEntry, offset: Int)] = []
    for member in members {
      if member.name == "__metadata__" {
        metadata = try words(member)
      } else {
        placed.append((try entry(member), member.offset))
      }
    }
    placed.sort {
      ($0.entry.range.lowerBound, $0.entry.range.upperBound) < ($1.entry.range.lowerBound, $1.entry.range.upperBound)
    }
    try checkGaps(placed)
    return (metadata, placed.map(\.entry))
  }

  private func words(_ member: JSONValue.Member) throws -> [String: String] {
    guard case .object(let words) = member.value else {
      throw malformed(member.offset, "__metadata__ to be an object", member.value.kind)
    }
    return try words.reduce(into: [:]) { result, word in
      guard let text = word.value.string else {
        throw malformed(word.offset, "strings in __metadata__", word.value.kind)
      }
      result[word.name] = text
    }
  }

  private func entry(_ member: JSONValue.Member) throws -> TensorEntry {
    func field(_ name: String) throws -> JSONValue {
      guard case .object(let fields) = member.value, let field = fields.first(where: { $0.name == name }) else {
        throw malformed(member.offset, "\"\(name)\" of tensor \"\(member.name)\"", member.value.kind)
      }
      return field.value
    }
    let (typeName, shape, offsets) = (try field("dtype"), try field("shape"), try field("data_offsets"))
    guard let type = typeName.string.flatMap(TensorType.init(rawValue:)) else {
      throw malformed(member.offset, "a known dtype of tensor \"\(member.name)\"", typeName.kind)
    }
    let sizes = try numbers(shape, "shape", member)
    let ends = try numbers(offsets, "data_offsets", member)
    guard ends.count == 2, ends[0] <= ends[1] else {
      throw malformed(member.offset, "data_offsets [begin, end] of tensor \"\(member.name)\"", "\(ends)")
    }
    try checkLength(of: member, type, sizes, ends)
    return TensorEntry(name: member.name, type: type, shape: sizes, range: ends[0]..<ends[1])
  }

  private func numbers(_ value: JSONValue, _ key: String, _ member: JSONValue.Member) throws -> [Int] {
    guard let values = value.array else {
      throw malformed(member.offset, "an array as \(key) of tensor \"\(member.name)\"", value.kind)
    }
    return try values.map { value in
      guard let number = value.size else {
        throw malformed(member.offset, "whole numbers in \(key) of tensor \"\(member.name)\"", value.kind)
      }
      return number
    }
  }

  private func checkLength(of member: JSONValue.Member, _ type: TensorType, _ shape: [Int], _ ends: [Int]) throws {
    var bytes = type.size
    for size in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
      guard !overflow else { throw malformed(member.offset, "a shape that memory can hold", "\(shape)") }
      bytes = product
    }
    guard ends[1] - ends[0] == bytes else {
      throw malformed(
        member.offset, "\(bytes) bytes of tensor \"\(member.name)\" for \(type.rawValue) \(shape)",
        "data_offsets \(ends)")
    }
  }

  /// Tensors must follow each other without holes and overlaps, from the first byte.
  private func checkGaps(_ placed: [(entry: TensorEntry, offset: Int)]) throws {
    var end = 0
    for (entry, offset) in placed {
      guard entry.range.lowerBound == end else {
        throw malformed(offset, "tensor \"\(entry.name)\" to begin at byte \(end)", "byte \(entry.range.lowerBound)")
      }
      end = entry.range.upperBound
    }
  }

  private func malformed(_ offset: Int, _ expected: String, _ found: String) -> CheckpointError {
    .malformed(file: file, offset: 8 + offset, expected: expected, found: found, hint: nil)
  }
}
