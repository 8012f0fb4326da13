import Reduction
import TestKit
import Testing

@testable import Cluster

struct ShardDealTests {
  @Test(
    "Whole subtrees are dealt where that costs nothing",
    arguments: [
      (8, [1], [0..<8]),
      (8, [1, 1], [0..<4, 4..<8]),
      (8, [4, 4, 4], [0..<4, 4..<6, 6..<8]),
      (16, [1, 1, 1], [0..<6, 6..<12, 12..<16]),
      (2, [1, 1, 1], [0..<1, 1..<2, 2..<2]),
      (8, [3, 1], [0..<6, 6..<8]),
    ])
  func wholeSubtrees(shards: Int, lanes: [Int], expected: [Range<Int>]) {
    #expect(ShardDeal.ranges(of: ShardTree(leaves: shards), lanes: lanes) == expected)
  }

  @Test("Every shard is dealt once, in the fewest rounds, and nobody is left out", arguments: Batches.of(400))
  func properties(seeds: Range<UInt64>) {
    for seed in seeds {
      var random = SplitMix64(seed: seed)
      let shards = Int.random(in: 1...70, using: &random)
      let lanes = (0..<Int.random(in: 1...9, using: &random)).map { _ in Int.random(in: 1...8, using: &random) }
      let ranges = ShardDeal.ranges(of: ShardTree(leaves: shards), lanes: lanes)
      expectAdjacent(ranges, count: shards, members: lanes.count)
      let rounds = zip(ranges, lanes).map { ($0.count + $1 - 1) / $1 }.max() ?? 0
      let total = lanes.reduce(0, +)
      #expect(rounds == (shards + total - 1) / total, "seed \(seed): \(ranges) for lanes \(lanes)")
      if shards >= lanes.count { #expect(ranges.allSatisfy { !$0.isEmpty }, "seed \(seed): \(ranges)") }
    }
  }

  @Test("A proportional deal covers everything, even when there is nothing", arguments: [0, 1, 7, 1_000])
  func proportional(count: Int) {
    for lanes in [[1], [1, 2, 3], [5, 1, 1, 9]] {
      expectAdjacent(ShardDeal.proportional(count, lanes: lanes), count: count, members: lanes.count)
    }
  }

  @Test(
    "By speed, the slowest is done as early as possible",
    arguments: [
      (1, [5.0, 100], [0..<0, 0..<1]),
      (1, [100.0, 5], [0..<1, 1..<1]),
      (10, [1.0, 1, 1], [0..<4, 4..<8, 8..<10]),
      (10, [100.0, 5, 100], [0..<5, 5..<5, 5..<10]),
      (22, [100.0, 10, 100], [0..<11, 11..<12, 12..<22]),
      (0, [3.0, 2], [0..<0, 0..<0]),
    ])
  func soonest(count: Int, paces: [Double], expected: [Range<Int>]) {
    #expect(ShardDeal.soonest(count, paces: paces) == expected)
  }

  @Test("A fleet too large to search is dealt to in proportion")
  func largeFleet() {
    let ranges = ShardDeal.ranges(of: ShardTree(leaves: 65_536), lanes: [Int](repeating: 8, count: 100))
    expectAdjacent(ranges, count: 65_536, members: 100)
  }

  @Test("The count of nodes is that of the tree's own cover", arguments: 1...20)
  func nodeCount(leaves: Int) {
    let tree = ShardTree(leaves: leaves)
    for start in 0..<leaves {
      for end in (start + 1)...leaves {
        #expect(
          ShardDeal.nodeCount(start..<end, in: tree) == tree.completeNodes(covering: start..<end).count,
          "\(start)..<\(end) of \(leaves)")
      }
    }
  }

  private func expectAdjacent(_ ranges: [Range<Int>], count: Int, members: Int) {
    #expect(ranges.count == members)
    #expect(ranges.first?.lowerBound == 0)
    #expect(ranges.last?.upperBound == count)
    #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
  }
}
