import Testing

@testable import Reduction

@Suite struct ShardTreeTests {
  @Test(
    "the height is the smallest level with one node",
    arguments: [(1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (8, 3), (9, 4), (1024, 10), (1025, 11)])
  func height(leaves: Int, height: Int) {
    #expect(ShardTree(leaves: leaves).height == height)
  }

  @Test("a missing right child passes the left one through")
  func passThrough() {
    let tree = ShardTree(leaves: 5)
    #expect(tree.children(of: tree.root) == [TreeNode(level: 2, index: 0), TreeNode(level: 2, index: 1)])
    #expect(tree.children(of: TreeNode(level: 2, index: 1)) == [TreeNode(level: 1, index: 2)])
    #expect(tree.children(of: TreeNode(level: 1, index: 2)) == [.leaf(4)])
    #expect(tree.lifted(.leaf(4)) == TreeNode(level: 2, index: 1))
    #expect(tree.leaves(of: TreeNode(level: 2, index: 1)) == 4..<5)
    #expect(tree.sibling(of: .leaf(4)) == nil)
  }

  @Test("the leaves of a node are those of its children", arguments: 1...33)
  func leavesOfChildren(leaves: Int) {
    let tree = ShardTree(leaves: leaves)
    for level in 1..<(tree.height + 1) {
      for index in 0..<tree.width(ofLevel: level) {
        let node = TreeNode(level: level, index: index)
        #expect(tree.children(of: node).flatMap(tree.leaves(of:)) == Array(tree.leaves(of: node)))
        #expect(tree.children(of: node).allSatisfy { tree.parent(of: $0) == node })
      }
    }
  }

  @Test(
    "a cover takes whole subtrees",
    arguments: [
      (8, [0, 1, 2, 3, 4, 5, 6, 7], [TreeNode(level: 3, index: 0)]),
      (8, [0, 1, 2, 3], [TreeNode(level: 2, index: 0)]),
      (8, [5, 4, 3, 2], [TreeNode(level: 1, index: 1), TreeNode(level: 1, index: 2)]),
      (8, [1, 2], [.leaf(1), .leaf(2)]),
      (5, [4, 0], [.leaf(0), TreeNode(level: 2, index: 1)]),
      (6, [4, 5], [TreeNode(level: 2, index: 1)]),
      (3, [], []),
    ])
  func cover(leaves: Int, shards: [Int], nodes: [TreeNode]) {
    #expect(ShardTree(leaves: leaves).completeNodes(covering: shards) == nodes)
  }

  @Test("what a frame may name is asked without a trap")
  func untrustedNodes() {
    let tree = ShardTree(leaves: 5)
    #expect(!tree.contains(TreeNode(level: 4, index: 0)))
    #expect(!tree.contains(TreeNode(level: 65_535, index: 0)))
    #expect(!tree.contains(TreeNode(level: 0, index: 5)))
    #expect(!tree.contains(TreeNode(level: 1, index: 4_294_967_295)))
    #expect(!tree.contains(TreeNode(level: -1, index: -1)))
    #expect(tree.contains(TreeNode(level: 1, index: 2)))
  }
}
