/// What a frame carries. Numbers are part of the protocol: never changed, never used again, only appended.
package enum Kind: UInt16, CaseIterable, Sendable, Codable {
  case hello = 1
  case welcome = 2
  case refused = 3
  case ready = 4
  case deal = 5
  case heartbeat = 6
  case committed = 7
  case evaluated = 8
  case evaluationCommitted = 9
  case leave = 10
  case finished = 11
  case progress = 12
  case failed = 13
  case missing = 14
  case assist = 15
  case snapshotState = 16
  case snapshotReceived = 17
  case held = 18
  case fetch = 19

  /// One chunk of a node of the canonical sum, from a worker to the coordinator.
  case node = 20
  /// One chunk of the averaged vector, from the coordinator to a worker.
  case average = 21
  /// One chunk of a replica: its weights, then the vectors of its optimizer's state, all as one vector. From the coordinator to a joiner, and from a worker to a
  /// coordinator that takes over.
  case snapshot = 22
  /// One chunk of a node that was computed once more for an audit.
  case audited = 23
  case compare = 24
  case wantData = 25
  /// A piece of a data file, as it lies on the coordinator's disk.
  case data = 26
  case ask = 27
  case answer = 28
}

extension Kind {
  /// Whether the body is raw: little-endian Float32, or a piece of a file. All others are JSON.
  package var isRaw: Bool {
    switch self {
    case .node, .average, .snapshot, .audited, .data: true
    default: false
    }
  }

  /// Whether one frame goes to everybody: incarnation, session and sequence of its header are 0 and say nothing.
  package var isBroadcast: Bool { self == .average }

  /// The most bytes that a body of this kind may have.
  package var bodyLimit: Int { isRaw ? VectorChunks.bytesPerChunk : Kind.controlBodyLimit }

  /// The most bytes of a JSON body.
  package static let controlBodyLimit = 65_536
}
