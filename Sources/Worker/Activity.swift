import Synchronization
import Training

/// What a computation shows of itself to those who look at it from another thread.
final class Activity: Sendable {
  private let isBusy = Atomic<Bool>(false)
  /// Counts beginnings, ends, and layers in between.
  private let signs = Atomic<Int>(0)
  /// Where a lane was last; which one does not matter.
  private let shard = Atomic<Int>(0)
  private let layer = Atomic<Int>(0)

  func begin() {
    isBusy.store(true, ordering: .relaxed)
    sign()
  }

  func sign(_ place: LayerPlace) {
    shard.store(place.shard, ordering: .relaxed)
    layer.store(place.layer, ordering: .relaxed)
    sign()
  }

  func sign() { signs.add(1, ordering: .relaxed) }

  func end() {
    isBusy.store(false, ordering: .relaxed)
    sign()
  }

  /// Signs so far; nil when nothing is at work.
  var atWork: Int? { isBusy.load(ordering: .relaxed) ? signs.load(ordering: .relaxed) : nil }

  var place: LayerPlace { LayerPlace(shard: shard.load(ordering: .relaxed), layer: layer.load(ordering: .relaxed)) }

  /// Signs so far; nil when something is at work.
  var idle: Int? { isBusy.load(ordering: .relaxed) ? nil : signs.load(ordering: .relaxed) }
}

/// Finds out that a computation hangs: it has been at work for very long without a sign.
struct Stillness {
  private var last: Int?
  private var lookedAt = Duration.zero
  private var length = Duration.zero
  private var patience = Duration.zero
  /// The longest that ended with a sign: what took long once may do so again.
  private var longest = Duration.zero

  /// Whether what is at work has shown no sign since the last look.
  func isStill(_ atWork: Int?) -> Bool { atWork != nil && atWork == last }

  /// To be asked again and again.
  ///
  /// - Parameters:
  ///   - atWork: ``Activity/atWork``.
  ///   - atMost: What counts between two looks: a process that stood still as a whole does not hang.
  ///   - patience: After so long it hangs. For what is at work the longest counts that was allowed since it began, since a run that is left has
  ///     other times than the next one.
  /// - Returns: For how long it has been still, if it hangs.
  mutating func look(_ atWork: Int?, at now: Duration, atMost: Duration, patience: Duration) -> Duration? {
    if isStill(atWork) {
      length += min(now - lookedAt, atMost)
      self.patience = max(self.patience, patience)
    } else {
      longest = max(longest, length)
      (length, self.patience) = (.zero, patience)
    }
    (last, lookedAt) = (atWork, now)
    return length >= max(self.patience, longest * 4) ? length : nil
  }
}
