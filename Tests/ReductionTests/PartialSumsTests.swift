import Dispatch
import TestKit
import Testing

@testable import Reduction

@Suite struct PartialSumsTests {
  /// The plain form of the canonical sum: straight from its definition, on arrays.
  static func reference(_ shards: [[Float]]) -> [Float] {
    var level = shards
    while level.count > 1 {
      level = stride(from: 0, to: level.count, by: 2).map { left in
        left + 1 < level.count ? zip(level[left], level[left + 1]).map(+) : level[left]
      }
    }
    return level[0]
  }

  static func shards(_ count: Int, of length: Int, random: inout TestRandom) -> [[Float]] {
    (0..<count).map { _ in
      (0..<length).map { _ in Float.random(in: -1...1, using: &random) * [1e-6, 1, 1e6].randomElement(using: &random)! }
    }
  }

  /// What one worker would send for a node: the canonical sum of the node's shards.
  static func vector(_ node: TreeNode, of tree: ShardTree, _ shards: [[Float]]) -> FlatBuffer {
    FlatBuffer(reference(Array(shards[tree.leaves(of: node)])))
  }

  @Test("the sum has the same bits for any split, order of arrival and duplicates", arguments: 0..<120)
  func canonical(seed: Int) throws {
    var random = TestRandom(seed: UInt64(seed))
    let count = Int.random(in: 1...70, using: &random)
    let length = [1, 3, 16, 37].randomElement(using: &random)!
    let tree = ShardTree(leaves: count)
    let shards = Self.shards(count, of: length, random: &random)
    let sums = PartialSums(tree, pool: FlatBufferPool(count: length))
    for node in Self.arrivals(tree, &random) { sums.add(node, Self.vector(node, of: tree, shards)) }
    let root = try #require(sums.takeRoot())
    #expect(root.scalars.map(\.bitPattern) == Self.reference(shards).map(\.bitPattern))
    #expect(sums.nodes.isEmpty)
  }

  /// Random workers with random shards send complete nodes; some arrive twice, others nested; in random order.
  static func arrivals(_ tree: ShardTree, _ random: inout TestRandom) -> [TreeNode] {
    let workers = Int.random(in: 1...6, using: &random)
    let owners = (0..<tree.leaves).map { _ in Int.random(in: 0..<workers, using: &random) }
    var nodes = (0..<workers).flatMap { worker in
      tree.completeNodes(covering: owners.indices.filter { owners[$0] == worker })
    }
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      let level = Int.random(in: 0...tree.height, using: &random)
      nodes.append(TreeNode(level: level, index: Int.random(in: 0..<tree.width(ofLevel: level), using: &random)))
    }
    return nodes.shuffled(using: &random)
  }

  @Test("many threads that add at once give the same bits")
  func threads() throws {
    var random = TestRandom(seed: 7)
    let shards = Self.shards(61, of: 129, random: &random)
    let expected = Self.reference(shards).map(\.bitPattern)
    for _ in 0..<20 {
      let sums = PartialSums(ShardTree(leaves: 61), pool: FlatBufferPool(count: 129))
      let order = (Array(0..<61) + Array(0..<61)).shuffled(using: &random)
      DispatchQueue.concurrentPerform(iterations: order.count) {
        sums.add(.leaf(order[$0]), FlatBuffer(shards[order[$0]]))
      }
      let root = try #require(sums.takeRoot())
      #expect(root.scalars.map(\.bitPattern) == expected)
      sums.removeAll()
    }
  }

  @Test("vectors that are added, dropped or replaced go back to the pool")
  func pooled() throws {
    let pool = FlatBufferPool(count: 4)
    let tree = ShardTree(leaves: 8)
    for _ in 0..<3 {
      let sums = PartialSums(tree, pool: pool)
      for shard in [0, 1, 2, 2, 3, 4, 5, 6, 7] {
        let buffer = pool.take()
        buffer.zero()
        sums.add(.leaf(shard), buffer)
      }
      pool.giveBack(try #require(sums.takeRoot()))
    }
    // In order of the shards, one vector a level and the new one are alive at once.
    #expect(pool.statistics.misses == 4)
    #expect(pool.statistics.hits == 23)
  }

  @Test("an added node says whether it was missing, and can be taken out")
  func taking() {
    let sums = PartialSums(ShardTree(leaves: 3), pool: FlatBufferPool(count: 1))
    #expect(sums.add(.leaf(2), FlatBuffer([4])))
    #expect(!sums.add(TreeNode(level: 1, index: 1), FlatBuffer([5])))
    #expect(sums.take(.leaf(2))?.scalars == [4])
    #expect(sums.take(.leaf(2)) == nil)
    #expect(!sums.isComplete)
  }
}
