/// One node of the binary tree over shard numbers: node (level l, index i) holds the sum of shards i·2^l ..< (i+1)·2^l.
///
/// Level 0 is the shards themselves. A pair of numbers names the same shards in every process, so it is what frames carry.
package struct TreeNode: Hashable, Codable, Sendable {
  package let level: Int
  package let index: Int

  @inlinable
  package init(level: Int, index: Int) {
    self.level = level
    self.index = index
  }

  /// The node that holds one shard alone.
  @inlinable
  package static func leaf(_ shard: Int) -> TreeNode { TreeNode(level: 0, index: shard) }
}

extension TreeNode: Comparable {
  /// By level, then by index.
  package static func < (left: TreeNode, right: TreeNode) -> Bool {
    (left.level, left.index) < (right.level, right.index)
  }
}

extension TreeNode: CustomStringConvertible {
  package var description: String { "(\(level), \(index))" }
}
