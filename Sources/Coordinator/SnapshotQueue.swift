import Cluster
import Training

/// The snapshots that are on their way to joiners, one a member. Belongs to the socket thread.
struct SnapshotQueue {
  private var sendings: [UInt64: (peer: PeerID, sending: SnapshotSending)] = [:]

  /// A chunk to queue for a peer.
  struct Due {
    let peer: PeerID
    let chunk: Int
    let sending: SnapshotSending
  }

  /// Takes the place of what was being sent to the same member.
  mutating func begin(_ copy: ReplicaCopy, for recipient: Recipient) {
    sendings[recipient.header.incarnation] = (recipient.peer, SnapshotSending(copy, header: recipient.header))
  }

  mutating func acknowledge(_ received: Int, by incarnation: UInt64) {
    sendings[incarnation]?.sending.acknowledge(received)
    if sendings[incarnation]?.sending.isComplete == true { forget(incarnation) }
  }

  mutating func forget(_ incarnation: UInt64) { sendings[incarnation] = nil }

  /// What may be sent to a member now; each chunk is given once.
  mutating func due(for incarnation: UInt64) -> [Due] {
    guard var entry = sendings[incarnation] else { return [] }
    let chunks = entry.sending.due()
    sendings[incarnation] = entry
    return chunks.map { Due(peer: entry.peer, chunk: $0, sending: entry.sending) }
  }
}
