/// The nodes of one step's sum that are present, without their numbers: the rule of staging, as pure data.
///
/// Nodes of a tree nest or are disjoint. One inside a node already present brings nothing new; one that contains present ones
/// takes their place; two siblings become their parent. So the set is at every moment the smallest that holds its shards,
/// whatever the order of arrival.
package struct NodeSet: Hashable, Sendable {
  package let tree: ShardTree
  /// By level and index, lifted names only.
  private var present: [[Bool]]
  /// How many shards the nodes hold together.
  package private(set) var shardCount = 0

  package init(_ tree: ShardTree) {
    self.tree = tree
    self.present = (0...tree.height).map { [Bool](repeating: false, count: tree.width(ofLevel: $0)) }
  }

  /// Whether all shards are held.
  package var isComplete: Bool { shardCount == tree.leaves }

  package func contains(_ node: TreeNode) -> Bool {
    let node = tree.lifted(node)
    return present[node.level][node.index]
  }

  /// Whether the node's shards are all held, by the node itself, one above it, or ones below it that would have been merged.
  package func covers(_ node: TreeNode) -> Bool {
    var next: TreeNode? = tree.lifted(node)
    while let node = next {
      if present[node.level][node.index] { return true }
      next = tree.parent(of: node)
    }
    return false
  }

  /// The present nodes in the order of their shards.
  package var nodes: [TreeNode] { present(inside: tree.root) }

  /// The shards that are not held, ascending.
  package var missingShards: [Int] { tree.shards(missingFrom: nodes) }

  /// The present nodes inside one, itself included, in the order of their shards.
  package func present(inside node: TreeNode) -> [TreeNode] {
    var found: [TreeNode] = []
    visit(tree.lifted(node), into: &found)
    return found
  }

  /// Takes a node in and merges what it completes.
  ///
  /// - Returns: Whether it brought shards that were missing.
  @discardableResult
  package mutating func insert(_ node: TreeNode) -> Bool {
    guard !covers(node) else { return false }
    var node = tree.lifted(node)
    place(node)
    while let sibling = tree.sibling(of: node), contains(sibling), let parent = tree.parent(of: node) {
      node = tree.lifted(parent)
      place(node)
    }
    return true
  }

  /// Puts a node in the place of all present ones inside it.
  mutating func place(_ node: TreeNode) {
    for part in present(inside: node) { remove(part) }
    present[node.level][node.index] = true
    shardCount += tree.leaves(of: node).count
  }

  /// Takes a node out that is present.
  mutating func remove(_ node: TreeNode) {
    precondition(present[node.level][node.index], "NodeSet: node \(node) is not present")
    present[node.level][node.index] = false
    shardCount -= tree.leaves(of: node).count
  }

  private func visit(_ node: TreeNode, into found: inout [TreeNode]) {
    if present[node.level][node.index] {
      found.append(node)
    } else {
      for child in tree.children(of: node) { visit(child, into: &found) }
    }
  }
}
