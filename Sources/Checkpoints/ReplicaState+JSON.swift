import Foundation
import Wire

extension ReplicaState {
  /// No state comes near it.
  static let mostBytes = 1 << 20

  /// Sorted keys, so that equal states give equal bytes.
  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Reads `state.json`; keys that are not known are passed over.
  ///
  /// - Throws: ``CheckpointError`` for text that is no state, for a newer format, and for figures that cannot be.
  init(json: Data, file: String) throws {
    try Self.checkFormat(of: Array(json), file)
    do { self = try JSONDecoder().decode(ReplicaState.self, from: json) } catch {
      throw CheckpointError.unfit(
        file: file, expected: "the state of a replica", found: Self.words(error), hint: "take an older checkpoint")
    }
    if let complaint {
      throw CheckpointError.unfit(file: file, expected: complaint.expected, found: complaint.found, hint: nil)
    }
  }

  /// The format comes first: of a newer one nothing else can be judged.
  private static func checkFormat(of text: [UInt8], _ file: String) throws {
    let value: JSONValue
    do { value = try JSONParser.parse(text) } catch {
      throw CheckpointError.malformed(
        file: file, offset: error.offset, expected: error.expected, found: error.found, hint: nil)
    }
    guard case .object(let members) = value, let format = members.first(where: { $0.name == "format" }) else {
      throw CheckpointError.malformed(
        file: file, offset: 0, expected: "an object with a \"format\"", found: value.kind, hint: nil)
    }
    guard let number = format.value.size, number >= 1 else {
      throw CheckpointError.malformed(
        file: file, offset: format.offset, expected: "a \"format\" from 1 up", found: format.value.kind, hint: nil)
    }
    guard number <= currentFormat else {
      throw CheckpointError.unfit(
        file: file, expected: "checkpoint format \(currentFormat) or older", found: "format \(number)",
        hint: "it was written by a newer mgd; resume with that one")
    }
  }

  private static func words(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, _): "no \"\(key.stringValue)\""
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")): \(context.debugDescription)"
    default: "\(error)"
    }
  }

  /// Figures that no run can have.
  var complaint: (expected: String, found: String)? {
    if samples < 0 { return ("samples from 0 up", "\(samples)") }
    if !(seconds >= 0 && seconds.isFinite) { return ("seconds from 0 up", "\(seconds)") }
    return claim.complaint
  }

  private var claim: ReplicaClaim {
    let evaluations = [lastEvaluation, bestEvaluation].compactMap { $0 }
    return ReplicaClaim(
      step: step, updates: optimizerSteps, sums: ([epoch] + evaluations.map(\.sums)).map(ReplicaFigures.init),
      evaluations: evaluations.map(\.step))
  }
}

extension ReplicaFigures {
  fileprivate init(_ sums: ReplicaState.Sums) {
    self.init(samples: sums.samples, correct: sums.correct, lossSum: sums.lossSum)
  }
}
