/// One connection as the coordinator's ROUTER sees it: where an answer goes.
///
/// A routing id says where a frame came from, never who sent it: that say its key, where there are keys, and the incarnation in the header.
/// A worker has two of them, for control and for bulk; the machine finds out which is which: the one that said hello is control.
package struct PeerID: Hashable, Sendable {
  /// The routing id, as the first frame of a ROUTER's message gives it.
  package var routingID: [UInt8]
  /// Which of the coordinator's ROUTER sockets: routing ids are unique within one socket only.
  package var router: Int
  /// The peer's address for logs ("Peer-Address"), or the endpoint's name for ipc. Not part of the identity.
  package var address: String
  /// Whose key the connection has. Not part of the identity: it may be taken away.
  package var standing: Standing

  package init(routingID: [UInt8], router: Int, address: String, standing: Standing = .unasked) {
    self.routingID = routingID
    self.router = router
    self.address = address
    self.standing = standing
  }

  package static func == (left: PeerID, right: PeerID) -> Bool {
    left.router == right.router && left.routingID == right.routingID
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(router)
    hasher.combine(routingID)
  }
}

/// The two sockets of a worker. A heartbeat never waits behind a large vector, since each has a watchdog of its own.
package enum Channel: String, Hashable, Sendable, CaseIterable {
  case control
  case bulk
}
