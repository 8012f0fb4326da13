/// One direction-pair of frames with the other side over one channel, as a watchdog sees it.
struct Link: Equatable, Sendable {
  /// When an admitted frame last came in.
  var heard: Duration
  /// The sequence of that frame; the next must have a higher one.
  var sequence: UInt64 = 0

  /// Takes a frame's sequence, or says that it came before.
  mutating func take(_ sequence: UInt64, at now: Duration) -> Bool {
    guard sequence > self.sequence else { return false }
    self.sequence = sequence
    heard = now
    return true
  }
}

/// Notices when this process itself stood still, so that nobody else is blamed for the silence.
struct StallGuard: Equatable, Sendable {
  private var last: Duration?
  /// Standstill that has not been reported yet.
  private(set) var unreported: Duration = .zero

  /// How long every deadline has to move: the time since the last event when that is more than `limit`, which a living shell's ticks never let pass.
  mutating func gap(at now: Duration, limit: Duration) -> Duration? {
    defer { last = max(now, last ?? now) }
    guard let last, now - last > limit else { return nil }
    unreported += now - last
    return now - last
  }

  /// Gives the unreported standstill once.
  mutating func takeUnreported() -> Duration? {
    guard unreported > .zero else { return nil }
    defer { unreported = .zero }
    return unreported
  }
}
