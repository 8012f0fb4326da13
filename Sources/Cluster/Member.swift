import Wire

/// A worker process that was welcomed, as the coordinator knows it.
struct Member: Equatable, Sendable {
  /// How far it is on its way into the run.
  enum Stage: Equatable, Sendable {
    /// It gets data and model ready.
    case preparing
    /// It is ready, but the coordinator's own digests are not known yet.
    case judged(later: Ready)
    /// Its digests agree; it computes so many shards at once.
    case ready(lanes: Int)
  }

  let info: WorkerInfo
  let incarnation: UInt64
  /// Its present pair of sockets; older ones are not listened to.
  var session: UInt64
  var stage: Stage = .preparing
  var controlPeer: PeerID
  var control: Link
  /// Known from the first frame that comes with the same session over another routing id.
  var bulkPeer: PeerID?
  var bulk: Link
  /// What it computes of every step and of every evaluation.
  var shards: Range<Int> = 0..<0
  var evaluation: Range<Int> = 0..<0
  /// When it last got anything done that its step needs.
  var progress: Duration
  var isSuspect = false
  /// A send failed; nothing was heard since.
  var isUnreachable = false

  init(info: WorkerInfo, incarnation: UInt64, session: UInt64, peer: PeerID, sequence: UInt64, at now: Duration) {
    self.info = info
    self.incarnation = incarnation
    self.session = session
    self.controlPeer = peer
    self.control = Link(heard: now, sequence: sequence)
    self.bulk = Link(heard: now)
    self.progress = now
  }

  var lanes: Int? {
    guard case .ready(let lanes) = stage else { return nil }
    return lanes
  }

  /// How long the quieter of its two channels has been silent.
  func silence(at now: Duration) -> Duration { now - min(control.heard, bulk.heard) }

  /// The same process with new sockets: links begin anew, everything else stays.
  mutating func reconnect(session: UInt64, peer: PeerID, sequence: UInt64, at now: Duration) {
    self.session = session
    controlPeer = peer
    control = Link(heard: now, sequence: sequence)
    bulkPeer = nil
    bulk = Link(heard: now)
    isUnreachable = false
  }

  mutating func moveDeadlines(by gap: Duration) {
    control.heard += gap
    bulk.heard += gap
    progress += gap
  }
}
