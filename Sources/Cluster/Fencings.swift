/// How often a worker was told that its incarnation is fenced, and how long it waits before it comes back as another one.
struct Fencings: Equatable, Sendable {
  private var count: UInt64 = 0
  private var last: Duration?
  private var delay: Duration = .zero

  private static let shortest = Duration.milliseconds(250)
  private static let longest = Duration.seconds(30)
  private static let calm = Duration.seconds(60)

  /// The present incarnation: the process's own, or what SplitMix64 makes of it, so that nothing random has to come in.
  func incarnation(of identity: WorkerIdentity) -> UInt64 {
    guard count > 0 else { return identity.incarnation }
    var bits = identity.incarnation &+ count &* 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }

  /// Begins a new life; each soon after the one before waits longer, so that nobody joins and is evicted in turn for ever.
  mutating func add(at now: Duration) -> Duration {
    let isCalm = last.map { now - $0 > Self.calm } ?? true
    delay = isCalm ? Self.shortest : min(delay * 2, Self.longest)
    (last, count) = (now, count + 1)
    return delay
  }
}
