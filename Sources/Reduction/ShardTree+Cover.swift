extension ShardTree {
  /// The fewest complete nodes that hold exactly these shards, in the order of their shards: what a worker sends.
  ///
  /// - Parameter shards: Shard numbers in any order; repeated ones count once.
  package func completeNodes(covering shards: some Sequence<Int>) -> [TreeNode] {
    var wanted = [Bool](repeating: false, count: leaves)
    for shard in shards {
      precondition(wanted.indices.contains(shard), "ShardTree: shard \(shard) of \(leaves)")
      wanted[shard] = true
    }
    var nodes: [TreeNode] = []
    collect(root, wanted: wanted, into: &nodes)
    return nodes
  }

  /// The shards that a set of nodes leaves out, ascending.
  package func shards(missingFrom nodes: some Sequence<TreeNode>) -> [Int] {
    var covered = [Bool](repeating: false, count: leaves)
    for node in nodes {
      for shard in leaves(of: node) { covered[shard] = true }
    }
    return covered.indices.filter { !covered[$0] }
  }

  private func collect(_ node: TreeNode, wanted: [Bool], into nodes: inout [TreeNode]) {
    let part = wanted[leaves(of: node)]
    if part.allSatisfy({ $0 }) {
      nodes.append(node)
    } else if part.contains(true) {
      for child in children(of: node) { collect(child, wanted: wanted, into: &nodes) }
    }
  }
}
