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

  /// Where its replica stands.
  enum Place: Equatable, Sendable {
    /// It has no replica of the run.
    case outside
    /// A snapshot is on its way to it.
    case joining(Joining)
    /// It gets every average.
    case inside
  }

  let info: WorkerInfo
  let incarnation: UInt64
  /// Its present pair of sockets; older ones are not listened to.
  var session: UInt64
  var stage: Stage = .preparing
  var place: Place = .outside
  var controlPeer: PeerID
  var control: Link
  /// Known from the first frame that comes with the same session over another routing id.
  var bulkPeer: PeerID?
  var bulk: Link
  /// What it computes of every step and of every evaluation.
  var part = Part()
  /// The last step that its replica is known to hold, and since when that is known.
  var held = 0
  var heldAt: Duration
  /// When it last got anything done that its step needs.
  var progress: Duration
  var delivery = Delivery()
  var pace = Pace()
  var lateness = Lateness()
  /// Data files that it asked for, by their places in the welcome.
  var dataSent: Set<Int> = []
  /// Snapshots that it was sent without ever taking part.
  var snapshots = 0
  /// The replica that it brought with it when it came.
  var holding: Holding?
  /// All averages until this step's were sent to it, as far as it lacked them; later ones wait until it has got on.
  var sent = 0
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
    self.heldAt = now
  }

  var lanes: Int? {
    guard case .ready(let lanes) = stage else { return nil }
    return lanes
  }

  var isInside: Bool { place == .inside }

  /// When the quieter of its two channels was heard.
  var heard: Duration { min(control.heard, bulk.heard) }

  /// How long that one has been silent.
  func silence(at now: Duration) -> Duration { now - heard }

  mutating func hold(_ step: Int, at now: Duration) {
    guard step > held else { return }
    held = step
    heldAt = now
  }

  /// The same process with new sockets: links begin anew, everything else stays.
  mutating func reconnect(session: UInt64, peer: PeerID, sequence: UInt64, at now: Duration) {
    self.session = session
    controlPeer = peer
    control = Link(heard: now, sequence: sequence)
    bulkPeer = nil
    bulk = Link(heard: now)
    // What was on its way over the old ones may be lost.
    delivery = Delivery()
    sent = held
    if case .joining(var joining) = place {
      joining.isBroken = true
      place = .joining(joining)
    }
    isUnreachable = false
  }

  /// The run went back: whatever it holds is not the run's any more.
  mutating func forgetReplica(at now: Duration) {
    place = .outside
    holding = Holding(step: held, evaluated: 0, digest: nil, isRefused: true)
    part = Part()
    lateness = Lateness()
    (held, heldAt, progress) = (0, now, now)
    (snapshots, sent) = (0, 0)
  }

  mutating func forgiveSilence(at now: Duration) {
    control.heard = now
    bulk.heard = now
  }

  mutating func moveDeadlines(by gap: Duration) {
    control.heard += gap
    bulk.heard += gap
    progress += gap
    heldAt += gap
    part.dealtAt += gap
    if case .joining(var joining) = place {
      joining.progress += gap
      place = .joining(joining)
    }
  }
}

/// A member's share of the standing deal.
struct Part: Equatable, Sendable {
  var shards: Range<Int> = 0..<0
  var evaluation: Range<Int> = 0..<0
  /// The number of the deal, 0 before the first.
  var view: UInt64 = 0
  var fromStep = 1
  var dealtAt: Duration = .zero
  /// Whether the deal counts on it, be its ranges empty or not.
  var isDealt = false
}

/// A snapshot on its way.
struct Joining: Equatable, Sendable {
  let step: Int
  var received = 0
  /// When its chunks last became more.
  var progress: Duration
  /// Its chunks went to sockets that are gone.
  var isBroken = false
}

/// How fast a member was, in shards a second; nil before it was measured.
struct Pace: Equatable, Sendable {
  var step: Double?
  var evaluation: Double?

  /// A moving average, so that one hiccup does not deal anew.
  static func mixed(_ old: Double?, shards: Int, in time: Duration) -> Double {
    let new = Double(shards) / max(time / .seconds(1), 1e-6)
    return old.map { $0 * 0.75 + new * 0.25 } ?? new
  }
}

/// How often others were faster with a member's own shards.
struct Lateness: Equatable, Sendable {
  /// Steps in a row.
  var count = 0
  private var exclusions = 0
  /// It is dealt nothing before this step.
  private(set) var until = 0

  var isExcluded: Bool { until > 0 }

  /// Each exclusion is longer than the one before, so that deals do not flutter.
  mutating func exclude(at step: Int) {
    until = step + min(64, 4 << min(exclusions, 4))
    exclusions += 1
    count = 0
  }

  mutating func pardon(at step: Int) {
    if step >= until { until = 0 }
  }
}
