import Locks
import Optimizers
import Reduction

/// Parameters and optimizer state: what every process of a run holds, and what only committed steps change.
///
/// Lanes read ``weights`` while no update runs; the queue that owns the replica sees to that.
package final class Replica: Sendable {
  package let weights: FlatBuffer
  private let state: Locked<State>

  private struct State {
    var updater: Updater
    var step: Int
  }

  package init(_ run: PreparedRun) {
    weights = FlatBuffer(run.initialWeights)
    let optimizer = run.settings.optimizer
    let count = run.layout.parameters
    state = Locked(State(updater: Updater(optimizer, count: count), step: 0))
  }

  /// The last step that was applied; 0 before the first.
  package var step: Int { state.withLock { $0.step } }

  /// Takes one step of the optimizer.
  ///
  /// - Parameters:
  ///   - vector: Gradients and statistics; `scale` is still to be multiplied to the gradients.
  ///   - step: Must follow the last one: no step is applied twice or left out.
  package func apply(_ vector: some Summand, scale: Float, step: Int) {
    state.withLock { state in
      let pieces = vector.pieces.map { UnsafeBufferPointer($0) }
      precondition(step == state.step + 1, "Replica: step \(step) applied after step \(state.step)")
      state.updater.apply(average: pieces, to: weights.pointer, scale: scale)
      state.step = step
    }
  }
}
