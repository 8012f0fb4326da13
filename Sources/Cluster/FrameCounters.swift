/// Counts frames that were dropped, by reason and address, and says once in a while what came together.
///
/// Whoever reaches the port can send frames, so the table is bounded: the addresses beyond the limit share one line.
package struct FrameCounters: Equatable, Sendable {
  /// Dropped frames of one reason from one address since the last report.
  package struct Line: Equatable, Sendable {
    package var reason: DropReason
    package var address: String
    package var count: Int
    /// How many of this reason since the process started, from all addresses.
    package var total: Int
  }

  /// At most so many lines are kept between two reports.
  package static let lineLimit = 64

  private struct Key: Hashable {
    var reason: DropReason
    var address: String
  }

  private var counts: [Key: Int] = [:]
  private var order: [Key] = []
  /// Since the process started.
  package private(set) var totals: [DropReason: Int] = [:]

  package init() {}

  /// True when nothing was dropped since the last report.
  package var isEmpty: Bool { order.isEmpty }

  package mutating func count(_ reason: DropReason, from address: String) {
    totals[reason, default: 0] += 1
    var key = Key(reason: reason, address: address)
    if counts[key] == nil, order.count >= Self.lineLimit { key.address = "other addresses" }
    if counts[key] == nil { order.append(key) }
    counts[key, default: 0] += 1
  }

  /// The lines since the last report, in the order in which they first appeared; begins anew.
  package mutating func report() -> [Line] {
    let lines = order.map { key in
      Line(reason: key.reason, address: key.address, count: counts[key] ?? 0, total: totals[key.reason] ?? 0)
    }
    counts.removeAll()
    order.removeAll()
    return lines
  }
}

extension [FrameCounters.Line] {
  /// A person has to look at frames that should not have come at all.
  var level: ReportLevel { allSatisfy(\.reason.isOrdinary) ? .info : .warning }
}
