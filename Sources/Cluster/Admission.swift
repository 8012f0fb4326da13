/// What is to be done with a frame, decided from its header alone, before its body is touched.
package enum Admission: Equatable, Sendable {
  /// The body may be checked (CRC32C), decoded or staged.
  case accept
  /// The frame is thrown away. It is counted already; nothing else happens.
  case drop(DropReason)
}

/// Why a frame was not acted on. The order of the cases is the order of the checks.
package enum DropReason: Hashable, Sendable {
  /// The header could not be read: the codec's reason.
  case malformed(String)
  /// From a connection whose key is not on the list any more.
  case removedKey
  /// Its key is that of another worker, or of no worker.
  case otherKey
  /// A frame of another run.
  case foreignRun
  /// The sender's (or the addressee's) incarnation is not one we know.
  case unknownIncarnation
  /// From a pair of sockets that was replaced since.
  case oldSession
  /// From an earlier life of the coordinator, or from one that this process does not obey.
  case foreignTerm
  /// A step that is committed already.
  case oldStep
  /// A step that cannot have begun yet.
  case futureStep
  /// A try of the step that was thrown away.
  case otherAttempt
  /// Not after the last frame of this session and channel: sent twice, or replayed.
  case repeatedSequence
  /// A kind that this side never receives, or not now.
  case unexpectedKind
  /// A tree node or chunk that the plan does not have, or a chunk of the wrong length.
  case foreignNode
  /// The node is in the sum already, alone or inside a larger one.
  case nodeAlreadyPresent
  /// The body's CRC32C or its JSON is wrong: the codec's reason.
  case spoiledBody(String)

  /// Whether it comes with every fleet that changes: what was under way to a step, a try or a life that is over. Others are a stranger's, or a
  /// sign of something wrong.
  var isOrdinary: Bool {
    switch self {
    case .unknownIncarnation, .oldSession, .oldStep, .otherAttempt, .nodeAlreadyPresent: true
    case .malformed, .removedKey, .otherKey, .foreignRun, .foreignTerm, .futureStep, .repeatedSequence, .unexpectedKind,
      .foreignNode,
      .spoiledBody:
      false
    }
  }

  /// A stable word for logs and counters.
  package var label: String {
    switch self {
    case .malformed(let reason): "malformed: \(reason)"
    case .removedKey: "removed key"
    case .otherKey: "key of somebody else"
    case .foreignRun: "foreign run"
    case .unknownIncarnation: "unknown incarnation"
    case .oldSession: "old session"
    case .foreignTerm: "foreign term"
    case .oldStep: "old step"
    case .futureStep: "future step"
    case .otherAttempt: "other attempt"
    case .repeatedSequence: "repeated sequence"
    case .unexpectedKind: "unexpected kind"
    case .foreignNode: "foreign node"
    case .nodeAlreadyPresent: "node already present"
    case .spoiledBody(let reason): "spoiled body: \(reason)"
    }
  }
}
