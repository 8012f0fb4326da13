// The bodies of the ends: a worker leaves, a worker cannot go on, the run is over.

/// A worker goes of its own will; its shards are free at once.
package struct Leave: Body {
  package var reason: String

  package init(reason: String) {
    self.reason = reason
  }
}

/// How a run ended.
package enum RunStatus: String, Codable, Sendable, CaseIterable {
  case done, stopped, failed
  /// A status of a newer protocol; the message says it.
  case other

  package init(from decoder: any Decoder) throws {
    self = RunStatus(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .other
  }
}

/// The run is over for every worker.
package struct Finished: Body {
  package var status: RunStatus
  package var message: String

  package init(status: RunStatus, message: String) {
    self.status = status
    self.message = message
  }
}

/// A worker cannot go on, and says why in words for the person who reads the coordinator's log.
package struct Failed: Body {
  package var reason: String
  package var exitCode: Int32

  package init(reason: String, exitCode: Int32) {
    self.reason = reason
    self.exitCode = exitCode
  }
}
