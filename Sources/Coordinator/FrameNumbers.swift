import ZeroMQ

/// The number of the last frame for each peer; a peer drops what has no higher one than the frame before.
///
/// A stranger can make as many routing ids as it likes, so that those that were longest unused are forgotten.
struct FrameNumbers {
  private let limit: Int
  private var recent: [RoutingID: UInt64] = [:]
  private var older: [RoutingID: UInt64] = [:]

  /// - Parameter limit: At least half as many are kept of those used last, and never more.
  init(limit: Int) {
    self.limit = limit
  }

  var count: Int { recent.count + older.count }

  /// Counts a frame for a peer, from 1.
  mutating func next(for peer: RoutingID) -> UInt64 {
    let number = (recent[peer] ?? older.removeValue(forKey: peer) ?? 0) + 1
    if recent[peer] == nil, recent.count >= limit / 2 { (recent, older) = ([:], recent) }
    recent[peer] = number
    return number
  }
}
