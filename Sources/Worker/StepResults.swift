import Locks
import Reduction
import Training

/// The vectors that a worker keeps: its nodes of the last steps, until they are released, and averages that wait to be applied.
final class StepResults: Sendable {
  typealias Node = (node: TreeNode, vector: FlatBuffer)

  private struct Step {
    var attempt: Int
    var nodes: [Node] = []
    /// Computed anew for an audit, beside whatever else there is.
    var audited: [Node] = []
    /// An update is about to read the vectors.
    var isHeld = false
    /// Released while it was held.
    var isOver = false
  }

  private struct State {
    var pool: FlatBufferPool?
    var steps: [Int: Step] = [:]
    var averages: [Int: FrameVector] = [:]
  }

  private let state = Locked(State())

  var pool: FlatBufferPool? { state.withLock { $0.pool } }

  /// The pool of the run that is being computed.
  var sharedPool: FlatBufferPool {
    guard let pool else { preconditionFailure("a step is computed before its run was prepared") }
    return pool
  }

  func begin(vectorFloats: Int) {
    state.withLock { $0 = State(pool: FlatBufferPool(count: vectorFloats)) }
  }

  func removeAll() { state.withLock { $0 = State() } }

  /// Keeps the nodes of one task beside those of the step's other tasks; an earlier try of the step is forgotten.
  func keep(_ nodes: [Node], ofStep step: Int, attempt: Int, isAudit: Bool = false) {
    state.withLock { state in
      if state.steps[step]?.attempt != attempt { Self.forget(step, &state) }
      var kept = state.steps[step] ?? Step(attempt: attempt)
      for node in nodes {
        if isAudit {
          Self.put(node, into: &kept.audited, &state)
        } else {
          Self.put(node, into: &kept.nodes, &state)
        }
      }
      state.steps[step] = kept
    }
  }

  /// The bits of a node are the same whenever it is computed, but an audit asks for what was computed last.
  private static func put(_ node: Node, into nodes: inout [Node], _ state: inout State) {
    if let index = nodes.firstIndex(where: { $0.node == node.node }) {
      state.pool?.giveBack(nodes[index].vector)
      nodes.remove(at: index)
    }
    nodes.append(node)
  }

  func vector(of node: TreeNode, step: Int, isAudit: Bool = false) -> FlatBuffer? {
    state.withLock { state in
      let kept = state.steps[step]
      return (isAudit ? kept?.audited : kept?.nodes)?.first { $0.node == node }?.vector
    }
  }

  /// Keeps a step's vectors from being released until ``letGo(_:)``: its root is about to be applied.
  ///
  /// - Returns: The root; nil when it is not there.
  func hold(_ step: Int, root: TreeNode) -> FlatBuffer? {
    state.withLock { state in
      guard let vector = state.steps[step]?.nodes.first(where: { $0.node == root })?.vector else { return nil }
      state.steps[step]?.isHeld = true
      return vector
    }
  }

  func letGo(_ step: Int) {
    state.withLock { state in
      state.steps[step]?.isHeld = false
      if state.steps[step]?.isOver == true { Self.forget(step, &state) }
    }
  }

  func release(through step: Int) {
    state.withLock { state in
      for key in state.steps.keys where key <= step {
        if state.steps[key]?.isHeld == true { state.steps[key]?.isOver = true } else { Self.forget(key, &state) }
      }
    }
  }

  private static func forget(_ step: Int, _ state: inout State) {
    let kept = state.steps.removeValue(forKey: step)
    for (_, vector) in (kept?.nodes ?? []) + (kept?.audited ?? []) { state.pool?.giveBack(vector) }
  }

  func keepAverage(_ vector: FrameVector, ofStep step: Int) { state.withLock { $0.averages[step] = vector } }

  /// The average of a step; those before it are forgotten.
  func takeAverage(ofStep step: Int) -> FrameVector? {
    state.withLock { state in
      for old in state.averages.keys where old < step { state.averages[old] = nil }
      return state.averages.removeValue(forKey: step)
    }
  }
}
