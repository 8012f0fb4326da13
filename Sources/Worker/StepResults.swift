import Locks
import Reduction
import Training

/// The vectors that a worker keeps: its nodes of the last steps, until they are released, and averages that wait to be applied.
final class StepResults: Sendable {
  private struct Step {
    var nodes: [(node: TreeNode, vector: FlatBuffer)]
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

  /// A step that is computed once more takes the place of the earlier try.
  func keep(_ nodes: [(TreeNode, FlatBuffer)], ofStep step: Int) {
    state.withLock { state in
      let old = state.steps.updateValue(Step(nodes: nodes.map { ($0.0, $0.1) }), forKey: step)
      for (_, vector) in old?.nodes ?? [] { state.pool?.giveBack(vector) }
    }
  }

  func vector(of node: TreeNode, step: Int) -> FlatBuffer? {
    state.withLock { $0.steps[step]?.nodes.first { $0.node == node }?.vector }
  }

  /// Keeps a step's vectors from being released until ``letGo(_:)``: its root is about to be applied.
  ///
  /// - Returns: The root, which is the only node of a worker that computes all shards; nil when there is none.
  func hold(_ step: Int) -> FlatBuffer? {
    state.withLock { state in
      guard let root = state.steps[step]?.nodes.first?.vector else { return nil }
      state.steps[step]?.isHeld = true
      return root
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
    for (_, vector) in state.steps.removeValue(forKey: step)?.nodes ?? [] { state.pool?.giveBack(vector) }
  }

  func keepAverage(_ vector: FrameVector, ofStep step: Int) { state.withLock { $0.averages[step] = vector } }

  func takeAverage(ofStep step: Int) -> FrameVector? { state.withLock { $0.averages.removeValue(forKey: step) } }
}
