import Reduction

/// Cuts the shards of a step into one contiguous range for each member.
///
/// A step takes as long as its slowest member: the number of rounds in which `lanes` shards at a time are computed. The deal has the fewest rounds
/// possible; within that nobody is left without a shard as long as there are enough, then as few nodes of the canonical sum as possible travel (whole
/// subtrees), then the load is even. The bits of the sum do not depend on any of this.
package enum ShardDeal {
  /// - Parameters:
  ///   - tree: The tree over all shards of a full batch.
  ///   - lanes: How many shards each member computes at once, at least 1 each.
  /// - Returns: Adjacent ranges, one a member in the same order, which together are all shards.
  package static func ranges(of tree: ShardTree, lanes: [Int]) -> [Range<Int>] {
    precondition(!lanes.isEmpty && lanes.allSatisfy { $0 >= 1 }, "ShardDeal: lanes \(lanes)")
    let caps = capacities(shards: tree.leaves, lanes: lanes)
    guard caps.reduce(0, +) <= searchLimit / tree.leaves else { return proportional(tree.leaves, lanes: lanes) }
    return cuts(tree, lanes: lanes, caps: caps) ?? proportional(tree.leaves, lanes: lanes)
  }

  /// The same by measured speed: the slowest member is done as early as possible.
  ///
  /// - Parameter paces: Shards a second, one number a member.
  package static func ranges(of tree: ShardTree, paces: [Double]) -> [Range<Int>] {
    precondition(!paces.isEmpty && paces.allSatisfy { $0 > 0 }, "ShardDeal: paces \(paces)")
    let weights = weights(of: paces)
    guard let caps = capacities(shards: tree.leaves, paces: paces),
      caps.reduce(0, +) <= searchLimit / tree.leaves, let ranges = cuts(tree, lanes: weights, caps: caps)
    else { return proportional(tree.leaves, lanes: weights) }
    return ranges
  }

  /// Paces as small whole numbers.
  static func weights(of paces: [Double]) -> [Int] {
    let fastest = paces.max() ?? 1
    return paces.map { max(1, Int(($0 / fastest * 100).rounded())) }
  }

  /// The most shards that each member computes in the shortest time in which all are done; nil when that is too much to search.
  private static func capacities(shards: Int, paces: [Double]) -> [Int]? {
    guard shards > 0, shards * paces.count <= 65_536 else { return nil }
    func capacities(in time: Double) -> [Int] { paces.map { min(Int(time * $0 + 1e-9), shards) } }
    let times = paces.flatMap { pace in (1...shards).map { Double($0) / pace } }.sorted()
    var (low, high) = (0, times.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if capacities(in: times[middle]).reduce(0, +) >= shards { high = middle } else { low = middle + 1 }
    }
    return capacities(in: times[low])
  }

  /// Adjacent ranges by measured speed, for work whose sums are not made along a tree: all are done in the shortest time possible.
  package static func soonest(_ count: Int, paces: [Double]) -> [Range<Int>] {
    guard let caps = capacities(shards: count, paces: paces) else {
      return proportional(count, lanes: weights(of: paces))
    }
    var start = 0
    return caps.map { cap in
      let end = min(start + cap, count)
      defer { start = end }
      return start..<end
    }
  }

  /// Adjacent ranges in proportion to the lanes, the remainder one by one to the first: for work whose sums are not made along a tree.
  package static func proportional(_ count: Int, lanes: [Int]) -> [Range<Int>] {
    let total = lanes.reduce(0, +)
    var seen = 0
    var start = 0
    return lanes.map { lanes in
      seen += lanes
      let end = (count * seen + total - 1) / total
      defer { start = end }
      return start..<end
    }
  }

  /// More table entries than this are not worth searching: the deal is then cut in proportion.
  private static let searchLimit = 2_000_000

  /// The most shards that each member computes in the fewest rounds.
  private static func capacities(shards: Int, lanes: [Int]) -> [Int] {
    let rounds = (shards + lanes.reduce(0, +) - 1) / lanes.reduce(0, +)
    return lanes.map { min($0 * rounds, shards) }
  }

  /// The best way to give the first `end` shards to the members so far.
  private struct Best {
    var nodes: Int
    var imbalance: Int
    var start: Int

    /// Among equals the later start wins, so that the first members have the larger parts.
    func isAsGood(as other: Best?) -> Bool {
      guard let other else { return true }
      return (nodes, imbalance) <= (other.nodes, other.imbalance)
    }
  }

  private static func cuts(_ tree: ShardTree, lanes: [Int], caps: [Int]) -> [Range<Int>]? {
    let shards = tree.leaves
    let least = shards >= lanes.count ? 1 : 0
    var table: [[Best?]] = [[Best(nodes: 0, imbalance: 0, start: 0)] + Array(repeating: nil, count: shards)]
    for (member, cap) in caps.enumerated() {
      table.append(row(after: table[member], tree, cap: cap, least: min(least, cap), lanes: lanes[member]))
    }
    guard table[lanes.count][shards] != nil else { return nil }
    return walkBack(table)
  }

  private static func row(after row: [Best?], _ tree: ShardTree, cap: Int, least: Int, lanes: Int) -> [Best?] {
    var next = [Best?](repeating: nil, count: row.count)
    for (start, before) in row.enumerated() {
      guard let before else { continue }
      for end in (start + least)...max(start + least, start + cap) where end < row.count {
        let load = (end - start) * (end - start) * weight / lanes
        let best = Best(
          nodes: before.nodes + nodeCount(start..<end, in: tree), imbalance: before.imbalance + load, start: start)
        if best.isAsGood(as: next[end]) { next[end] = best }
      }
    }
    return next
  }

  /// Keeps the quotient by the lanes apart for small loads.
  private static let weight = 1_000

  private static func walkBack(_ table: [[Best?]]) -> [Range<Int>] {
    var end = table[0].count - 1
    var ranges: [Range<Int>] = []
    for row in table.dropFirst().reversed() {
      guard let best = row[end] else { preconditionFailure("ShardDeal: no way to shard \(end)") }
      ranges.append(best.start..<end)
      end = best.start
    }
    return ranges.reversed()
  }

  /// How many complete nodes hold a contiguous range: at each step the largest that begins here and does not reach beyond.
  static func nodeCount(_ range: Range<Int>, in tree: ShardTree) -> Int {
    var start = range.lowerBound
    var count = 0
    while start < range.upperBound {
      var level = start == 0 ? tree.height : min(start.trailingZeroBitCount, tree.height)
      while min(start + (1 << level), tree.leaves) > range.upperBound { level -= 1 }
      start = min(start + (1 << level), tree.leaves)
      count += 1
    }
    return count
  }
}
