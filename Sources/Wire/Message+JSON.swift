import Foundation

extension Message {
  /// The JSON of the body, keys sorted, so that equal messages are equal bytes.
  ///
  /// Throws `FrameProblem.bodyTooLarge` over 64 KiB (a run file can make one) and `badBody` for what JSON cannot say.
  package func encodedBody() throws(FrameProblem) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data: Data
    do {
      data = try encoder.encode(body)
    } catch {
      throw .badBody(kind, detail: "\(error)")
    }
    guard data.count <= kind.bodyLimit else {
      throw .bodyTooLarge(kind: kind.rawValue, length: data.count, limit: kind.bodyLimit)
    }
    return data
  }

  /// Reads the body of a control message; never traps, whatever the bytes.
  package init(kind: Kind, body: UnsafeRawBufferPointer) throws(FrameProblem) {
    let data = Data(body)
    switch kind {
    case .hello: self = .hello(try decode(kind, data))
    case .welcome: self = .welcome(try decode(kind, data))
    case .refused: self = .refused(try decode(kind, data))
    case .ready: self = .ready(try decode(kind, data))
    case .deal: self = .deal(try decode(kind, data))
    case .heartbeat: self = .heartbeat(try decode(kind, data))
    case .committed: self = .committed(try decode(kind, data))
    case .evaluated: self = .evaluated(try decode(kind, data))
    case .evaluationCommitted: self = .evaluationCommitted(try decode(kind, data))
    case .leave: self = .leave(try decode(kind, data))
    case .finished: self = .finished(try decode(kind, data))
    case .progress: self = .progress(try decode(kind, data))
    case .failed: self = .failed(try decode(kind, data))
    case .missing: self = .missing(try decode(kind, data))
    case .assist: self = .assist(try decode(kind, data))
    case .snapshotState: self = .snapshotState(try decode(kind, data))
    case .snapshotReceived: self = .snapshotReceived(try decode(kind, data))
    case .held: self = .held(try decode(kind, data))
    case .fetch: self = .fetch(try decode(kind, data))
    case .compare: self = .compare(try decode(kind, data))
    case .wantData: self = .wantData(try decode(kind, data))
    case .ask: self = .ask(try decode(kind, data))
    case .answer: self = .answer(try decode(kind, data))
    case .node, .average, .snapshot, .audited, .data: throw .badBody(kind, detail: "a vector has no message")
    }
  }
}

private func decode<B: Body>(_ kind: Kind, _ data: Data) throws(FrameProblem) -> B {
  do {
    let body = try JSONDecoder().decode(B.self, from: data)
    try body.check()
    return body
  } catch let problem as BodyProblem {
    throw .badBody(kind, detail: problem.detail)
  } catch {
    throw .badBody(kind, detail: explain(error))
  }
}

/// One line, without the bytes that a stranger may have sent.
private func explain(_ error: any Error) -> String {
  guard let error = error as? DecodingError else { return "not JSON" }
  switch error {
  case .keyNotFound(let key, _): return "'\(key.stringValue)' is missing"
  case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    return path.isEmpty ? "not the JSON of this kind" : "'\(path)' has another type or range"
  @unknown default: return "not the JSON of this kind"
  }
}
