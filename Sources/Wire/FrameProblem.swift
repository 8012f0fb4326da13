/// Why a frame, or its body, was not taken. Whatever the bytes are, reading them ends in a value or in one of these.
package enum FrameProblem: Error, Equatable, Sendable {
  case shortFrame(length: Int)
  case badMagic(found: UInt32)
  case badVersion(found: UInt16)
  case badLength(declared: Int, found: Int)
  case bodyTooLarge(kind: UInt16, length: Int, limit: Int)
  case badHeaderChecksum(found: UInt32, computed: UInt32)
  case unknownKind(UInt16)
  case badBodyChecksum(found: UInt32, computed: UInt32)
  case badBody(Kind, detail: String)
  case badChunk(chunk: Int, chunks: Int, length: Int, expected: Int)
}

extension FrameProblem {
  /// A short name that never changes: the key of the counters.
  package var reason: String {
    switch self {
    case .shortFrame: "short"
    case .badMagic: "magic"
    case .badVersion: "version"
    case .badLength, .bodyTooLarge: "length"
    case .badHeaderChecksum: "header_checksum"
    case .unknownKind: "kind"
    case .badBodyChecksum: "body_checksum"
    case .badBody: "body"
    case .badChunk: "chunk"
    }
  }
}

extension FrameProblem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .shortFrame(let length):
      "frame of \(length) bytes: a header alone has \(FrameHeader.size)"
    case .badMagic(let found):
      "frame begins with \(hexadecimal(UInt64(found)).suffix(8)), not with mgd's magic: another program is talking to this port"
    case .badVersion(let found):
      "frame of protocol version \(found): this program speaks version \(FrameHeader.currentVersion); use the same mgd on all hosts"
    case .badLength(let declared, let found):
      "header declares a body of \(declared) bytes, the frame has \(found)"
    case .bodyTooLarge(let kind, let length, let limit):
      "body of \(length) bytes in a frame of kind \(kind): at most \(limit) are allowed"
    case .badHeaderChecksum(let found, let computed):
      "header checksum: frame says \(found), its bytes give \(computed)"
    case .unknownKind(let code):
      "frame of unknown kind \(code)"
    case .badBodyChecksum(let found, let computed):
      "body checksum: header says \(found), the body gives \(computed)"
    case .badBody(let kind, let detail):
      "body of a \(kind) message: \(detail)"
    case .badChunk(let chunk, let chunks, let length, let expected):
      "chunk \(chunk) of \(chunks) with \(length) bytes does not belong to a vector of \(expected) chunks"
    }
  }
}
