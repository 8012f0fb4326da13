import TestKit
import Testing

@testable import Reduction

@Suite struct NodeSetTests {
  @Test("two siblings become their parent")
  func siblings() {
    var set = NodeSet(ShardTree(leaves: 4))
    let results = [set.insert(.leaf(1)), set.insert(.leaf(0)), set.insert(.leaf(1))]
    #expect(results == [true, true, false])
    #expect(set.nodes == [TreeNode(level: 1, index: 0)])
    #expect(set.missingShards == [2, 3])
  }

  @Test("a node inside a present one brings nothing new")
  func inside() {
    var set = NodeSet(ShardTree(leaves: 8))
    set.insert(TreeNode(level: 2, index: 0))
    let results = [set.insert(.leaf(3)), set.insert(TreeNode(level: 1, index: 0))]
    #expect(results == [false, false])
    #expect(set.nodes == [TreeNode(level: 2, index: 0)])
  }

  @Test("a node that contains present ones takes their place")
  func replacing() {
    var set = NodeSet(ShardTree(leaves: 8))
    set.insert(.leaf(1))
    set.insert(.leaf(2))
    let isNew = set.insert(TreeNode(level: 2, index: 0))
    #expect(isNew)
    #expect(set.nodes == [TreeNode(level: 2, index: 0)])
    #expect(set.shardCount == 4)
  }

  @Test("lower names of a passed-through node are the same node")
  func names() {
    var set = NodeSet(ShardTree(leaves: 5))
    set.insert(.leaf(4))
    #expect(set.contains(TreeNode(level: 2, index: 1)))
    let results = [set.insert(TreeNode(level: 1, index: 2)), set.insert(TreeNode(level: 2, index: 0))]
    #expect(results == [false, true])
    #expect(set.isComplete)
  }

  @Test("any order of all shards completes the set", arguments: 1...40)
  func complete(leaves: Int) {
    var random = TestRandom(seed: UInt64(leaves))
    var set = NodeSet(ShardTree(leaves: leaves))
    for shard in (0..<leaves).shuffled(using: &random) {
      #expect(!set.isComplete)
      set.insert(.leaf(shard))
    }
    #expect(set.isComplete)
    #expect(set.nodes == [set.tree.root])
  }
}
