import Synchronization

/// What a computation shows of itself to those who look at it from another thread.
final class Activity: Sendable {
  private let isBusy = Atomic<Bool>(false)
  /// Counts beginnings, ends, and shards in between.
  private let signs = Atomic<Int>(0)

  func begin() {
    isBusy.store(true, ordering: .relaxed)
    sign()
  }

  func sign() { signs.add(1, ordering: .relaxed) }

  func end() {
    isBusy.store(false, ordering: .relaxed)
    sign()
  }

  /// Signs so far; nil when nothing is at work.
  var atWork: Int? { isBusy.load(ordering: .relaxed) ? signs.load(ordering: .relaxed) : nil }

  /// Signs so far; nil when something is at work.
  var idle: Int? { isBusy.load(ordering: .relaxed) ? nil : signs.load(ordering: .relaxed) }
}

/// For how long a computation has been at work without a sign, as one who looks again and again sees it.
struct Stillness {
  private var last: Int?
  private var lookedAt = Duration.zero
  private var length = Duration.zero

  /// - Parameters:
  ///   - atWork: ``Activity/atWork``.
  ///   - longest: What counts between two looks at most: a process that stood still as a whole does not hang.
  mutating func look(_ atWork: Int?, at now: Duration, longest: Duration) -> Duration {
    length = atWork != nil && atWork == last ? length + min(now - lookedAt, longest) : .zero
    (last, lookedAt) = (atWork, now)
    return length
  }
}
