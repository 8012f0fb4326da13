/// How far a connection has shown whose it is.
package enum Standing: Hashable, Sendable {
  /// It came over ipc, whose directory is its owner's alone.
  case owner
  /// It came to a port without keys.
  case unasked
  /// Its key stands on the list.
  case known(Identity)
  /// Its key stood on the list once, and does not any more.
  case removed

  /// Whether it may be that of a worker.
  var mayTrain: Bool {
    switch self {
    case .owner, .unasked: true
    case .known(let identity): identity.isWorker
    case .removed: false
    }
  }
}

/// A line of the list of keys.
package struct Identity: Hashable, Sendable {
  package var name: String
  package var key: String
  /// It computes; any other only asks for things.
  package var isWorker: Bool

  package init(name: String, key: String, isWorker: Bool) {
    self.name = name
    self.key = key
    self.isWorker = isWorker
  }
}
