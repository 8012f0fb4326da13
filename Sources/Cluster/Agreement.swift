/// A checkpoint before it is written: every member says the digest of its replica, which must be the coordinator's own.
struct Agreement: Equatable, Sendable {
  /// A replica as its holder describes it.
  struct Voice: Equatable, Sendable {
    /// Nil for the coordinator.
    let incarnation: UInt64?
    let digest: String
  }

  /// What the digests say together.
  enum Verdict: Equatable {
    case agreed
    /// More than half of the replicas are alike; these are not.
    case outvoted([UInt64?])
    /// Nobody can say which replica is right.
    case undecided
  }

  let checkpoint: Checkpoint
  /// The step of the last evaluation that the replicas know.
  let evaluated: Int
  /// Members that have not answered.
  var awaited: [UInt64]
  /// Who does not answer by then is not waited for.
  var deadline: Duration
  /// When they were asked last.
  var askedAt: Duration
  var voices: [Voice] = []

  /// The own copy is made, and nobody else is waited for.
  func isComplete(at now: Duration) -> Bool {
    voices.contains { $0.incarnation == nil } && (awaited.isEmpty || now >= deadline)
  }

  mutating func take(_ digest: String, of incarnation: UInt64?) {
    awaited.removeAll { $0 == incarnation }
    if !voices.contains(where: { $0.incarnation == incarnation }) {
      voices.append(Voice(incarnation: incarnation, digest: digest))
    }
  }

  var verdict: Verdict {
    let counts = voices.reduce(into: [String: Int]()) { $0[$1.digest, default: 0] += 1 }
    guard counts.count > 1 else { return .agreed }
    guard let most = counts.first(where: { $0.value * 2 > voices.count }) else { return .undecided }
    return .outvoted(voices.filter { $0.digest != most.key }.map(\.incarnation))
  }
}
