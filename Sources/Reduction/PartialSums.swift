import Locks

/// The canonical sum of one step while it is being collected: the vectors of the nodes that are present.
///
/// The association of every addition is a function of the number of shards alone: siblings are added as soon as both exist, left +=
/// right, and nothing else is ever added. So the root has the same bits for every order of arrival, every split over
/// workers and any number of duplicates. Any thread may add; the additions themselves run outside the lock.
package final class PartialSums<Vector: Summand>: Sendable {
  package let tree: ShardTree
  private let recycle: @Sendable (Vector) -> Void
  private let state: Locked<State>

  private struct State {
    var set: NodeSet
    var buffers: [TreeNode: Vector] = [:]
  }

  /// - Parameter recycle: Is given the vectors that have been added, replaced or dropped.
  package init(_ tree: ShardTree, recycle: @escaping @Sendable (Vector) -> Void) {
    self.tree = tree
    self.recycle = recycle
    self.state = Locked(State(set: NodeSet(tree)))
  }

  /// Takes over a node's vector, and adds whatever siblings it completes.
  ///
  /// - Returns: Whether it brought shards that were missing; if not, the vector was recycled.
  @discardableResult
  package func add(_ node: TreeNode, _ buffer: Vector) -> Bool {
    var node = tree.lifted(node)
    var buffer = buffer
    var isNew: Bool?
    while true {
      let outcome = offer(node, buffer)
      isNew = isNew ?? outcome.isNew
      guard case .sibling(let parent, let left, let right) = outcome else { return isNew ?? false }
      left.accumulate(right)
      recycle(right)
      (node, buffer) = (tree.lifted(parent), left)
    }
  }

  /// Whether the root is present.
  package var isComplete: Bool { state.withLock { $0.buffers[tree.root] != nil } }

  /// The nodes that are present, in the order of their shards.
  package var nodes: [TreeNode] { state.withLock { $0.set.nodes } }

  /// Takes a present node's vector out; nil when it is not there.
  package func take(_ node: TreeNode) -> Vector? {
    let node = tree.lifted(node)
    return state.withLock { state in
      guard let buffer = state.buffers.removeValue(forKey: node) else { return nil }
      state.set.remove(node)
      return buffer
    }
  }

  /// Takes the sum over all shards out; nil when it is not complete.
  package func takeRoot() -> Vector? { take(tree.root) }

  /// Recycles all vectors.
  package func removeAll() {
    for node in nodes {
      if let buffer = take(node) { recycle(buffer) }
    }
  }
}

extension PartialSums {
  private enum Outcome {
    case dropped
    case stored
    /// The sibling was there and is taken out: left += right gives the parent.
    case sibling(parent: TreeNode, left: Vector, right: Vector)

    var isNew: Bool {
      if case .dropped = self { return false }
      return true
    }
  }

  /// While a pair is being added, neither its halves nor its parent are present: a duplicate that arrives in that moment is stored
  /// and replaced by the parent when that comes.
  private func offer(_ node: TreeNode, _ buffer: Vector) -> Outcome {
    state.withLock { state in
      guard !state.set.covers(node) else {
        recycle(buffer)
        return .dropped
      }
      for part in state.set.present(inside: node) { state.buffers.removeValue(forKey: part).map(recycle) }
      state.set.place(node)
      state.buffers[node] = buffer
      return takePair(of: node, from: &state) ?? .stored
    }
  }

  private func takePair(of node: TreeNode, from state: inout State) -> Outcome? {
    guard let sibling = tree.sibling(of: node), let parent = tree.parent(of: node) else { return nil }
    let (first, second) = node < sibling ? (node, sibling) : (sibling, node)
    guard state.set.contains(sibling), let left = state.buffers.removeValue(forKey: first),
      let right = state.buffers.removeValue(forKey: second)
    else { return nil }
    state.set.remove(first)
    state.set.remove(second)
    return .sibling(parent: parent, left: left, right: right)
  }
}

extension PartialSums where Vector == FlatBuffer {
  /// - Parameter pool: Where vectors that have been added, replaced or dropped go back to.
  package convenience init(_ tree: ShardTree, pool: FlatBufferPool) {
    self.init(tree, recycle: pool.giveBack)
  }
}
