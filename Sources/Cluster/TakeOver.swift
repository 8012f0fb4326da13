import Wire

/// A replica that a member brought with it from the coordinator's life before.
struct Holding: Equatable, Sendable {
  let step: Int
  /// The step of the last evaluation that it knows.
  let evaluated: Int
  /// Hexadecimal; nil until the member has computed it.
  var digest: String?
  /// It could not be fetched, was not what its digest says, or counts no more.
  var isRefused = false

  /// Of two replicas of one step, the one that knows the step's evaluation is the later.
  func isOlder(than other: Holding) -> Bool { (step, evaluated) < (other.step, other.evaluated) }
}

/// How a life of a coordinator finds out where its run goes on: at its checkpoint, or at a later step that a member still holds.
struct TakeOver: Equatable, Sendable {
  /// Members of the life before that were not heard yet.
  var awaited: [LineageMember]
  /// They are waited for until then; nil before the first event.
  var deadline: Duration?
  /// The replica that is on its way here.
  var fetch: Fetch?
  /// What was fetched: whoever holds the same needs nothing.
  var adopted: Holding?
  /// It is settled where the run goes on.
  var isDecided = false
  /// A higher term is being made durable.
  var isRaisingTerm = false
  /// Replicas differed; the last agreed checkpoint is being loaded.
  var isGoingBack = false

  /// A replica on its way here.
  struct Fetch: Equatable, Sendable {
    let incarnation: UInt64
    let step: Int
    let evaluated: Int
    let digest: String
    /// When its chunks last became more.
    var progress: Duration
    var received = 0
    /// So often it was asked for again since then.
    var restarts = 0
    var state: SnapshotState?

    mutating func gain(_ received: Int, at now: Duration) {
      (self.received, progress, restarts) = (received, now, 0)
    }
  }

  mutating func moveDeadlines(by gap: Duration) {
    deadline? += gap
    fetch?.progress += gap
  }

  /// Somebody was not heard yet, and still has time.
  func isPatient(at now: Duration) -> Bool { !awaited.isEmpty && now < deadline ?? .zero }
}
