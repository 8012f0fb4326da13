/// The fixed binary tree over the shards of one step, by which all of its sums are associated.
///
/// Node (l, i) is node (l-1, 2i) + node (l-1, 2i+1). A missing right child passes the left one through, so some nodes have
/// several names for the same sum; ``lifted(_:)`` gives the highest, which is the one used wherever names are compared.
/// A last batch with fewer samples than shards has empty shards at the end: its tree is that of the shards that are not empty,
/// which is the same tree with children missing.
package struct ShardTree: Hashable, Sendable {
  /// The number of shards, at least 1.
  package let leaves: Int
  /// The level of the root: the smallest one with a single node.
  package let height: Int

  /// The highest number of shards that a tree is made for; it bounds what a frame can ask for.
  package static let largest = 1 << 20

  package init(leaves: Int) {
    precondition((1...Self.largest).contains(leaves), "ShardTree: \(leaves) leaves, expected 1...\(Self.largest)")
    self.leaves = leaves
    self.height = leaves == 1 ? 0 : Int.bitWidth - (leaves - 1).leadingZeroBitCount
  }

  /// The node that holds the sum over all shards.
  package var root: TreeNode { TreeNode(level: height, index: 0) }

  /// How many nodes a level has.
  package func width(ofLevel level: Int) -> Int { ((leaves - 1) >> level) + 1 }

  /// Whether the tree has such a node; any two numbers may be asked.
  package func contains(_ node: TreeNode) -> Bool {
    (0...height).contains(node.level) && (0..<width(ofLevel: node.level)).contains(node.index)
  }

  /// The shards whose sum a node of this tree holds.
  package func leaves(of node: TreeNode) -> Range<Int> {
    check(node)
    return (node.index << node.level)..<min((node.index + 1) << node.level, leaves)
  }

  /// The node that this one is part of; nil for the root.
  package func parent(of node: TreeNode) -> TreeNode? {
    check(node)
    return node.level == height ? nil : TreeNode(level: node.level + 1, index: node.index >> 1)
  }

  /// The other child of the parent; nil for the root, and when there is no right child.
  package func sibling(of node: TreeNode) -> TreeNode? {
    check(node)
    let sibling = TreeNode(level: node.level, index: node.index ^ 1)
    return node.level < height && sibling.index < width(ofLevel: node.level) ? sibling : nil
  }

  /// The two nodes that are added to give this one; none for a leaf, one when the right child is missing.
  package func children(of node: TreeNode) -> [TreeNode] {
    check(node)
    guard node.level > 0 else { return [] }
    let left = TreeNode(level: node.level - 1, index: node.index << 1)
    return [left] + (sibling(of: left).map { [$0] } ?? [])
  }

  /// The highest name of the same sum: climbs as long as there is no sibling to add.
  package func lifted(_ node: TreeNode) -> TreeNode {
    var node = node
    while sibling(of: node) == nil, let parent = parent(of: node) { node = parent }
    return node
  }

  private func check(_ node: TreeNode) {
    precondition(contains(node), "ShardTree: node \(node) is not in a tree of \(leaves) leaves")
  }
}
