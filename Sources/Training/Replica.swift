import Cluster
import Datasets
import Locks
import Optimizers
import Reduction

/// Everything that the rest of a run depends on: what every process of a run holds, and what only committed steps and evaluations
/// change.
///
/// Lanes read ``weights`` while no update runs; the queue that owns the replica sees to that.
package final class Replica: Sendable {
  package let weights: FlatBuffer
  private let layout: VectorLayout
  private let batches: BatchPlan
  private let state: Locked<State>

  private struct State {
    var updater: Updater
    var position = ReplicaPosition()
  }

  package init(_ run: PreparedRun) {
    weights = FlatBuffer(run.initialWeights)
    layout = run.layout
    batches = run.plan.batches
    state = Locked(State(updater: Updater(run.settings.optimizer, count: run.layout.parameters)))
  }

  /// The last step that was applied; 0 before the first.
  package var step: Int { state.withLock { $0.position.step } }

  package var position: ReplicaPosition { state.withLock { $0.position } }

  /// Takes one step of the optimizer.
  ///
  /// - Parameters:
  ///   - vector: Gradients and statistics; `scale` is still to be multiplied to the gradients.
  ///   - step: Must follow the last one: no step is applied twice or left out.
  package func apply(_ vector: some Summand, scale: Float, step: Int) {
    state.withLock { state in
      advance(&state, to: step, layout.figures(of: vector, samples: batches.samples(inStep: step)))
      withExtendedLifetime(vector) {
        let pieces = vector.pieces.map { UnsafeBufferPointer($0) }
        state.updater.apply(average: pieces, to: weights.pointer, scale: scale)
      }
      state.position.updates += 1
    }
  }

  /// Counts a step whose numbers are not finite: parameters and optimizer stay as they are.
  package func skip(step: Int) {
    state.withLock { advance(&$0, to: step, Figures(samples: batches.samples(inStep: step))) }
  }

  /// Takes the figures of a committed evaluation.
  package func take(_ evaluation: StepFigures) { state.withLock { $0.position.take(evaluation) } }

  private func advance(_ state: inout State, to step: Int, _ figures: Figures) {
    precondition(step == state.position.step + 1, "Replica: step \(step) applied after step \(state.position.step)")
    if step > 1, batches.isEpochEnd(step - 1) { state.position.epoch = Figures() }
    state.position.step = step
    state.position.epoch += figures
  }
}

extension Replica {
  /// The numbers of a copy: the weights, and as many for each vector of the optimizer's state.
  package var copiedFloats: Int { state.withLock { weights.count * (1 + $0.updater.stateVectors.count) } }

  package func copy() -> ReplicaCopy {
    state.withLock { state in
      let vectors = state.updater.stateVectors.map(\.buffer)
      let numbers = FlatBuffer(count: weights.count * (1 + vectors.count))
      numbers.pointer.update(from: weights.pointer, count: weights.count)
      for (index, vector) in vectors.enumerated() {
        guard let base = vector.baseAddress else { continue }
        (numbers.pointer + weights.count * (index + 1)).update(from: base, count: weights.count)
      }
      return ReplicaCopy(position: state.position, numbers: numbers)
    }
  }

  /// Becomes the copy; it must be of a replica of the same run.
  package func load(_ copy: ReplicaCopy) {
    state.withLock { state in
      let vectors = state.updater.stateVectors.map(\.buffer)
      precondition(
        copy.numbers.count == weights.count * (1 + vectors.count), "Replica: a copy of \(copy.numbers.count) numbers")
      weights.pointer.update(from: copy.numbers.pointer, count: weights.count)
      for (index, vector) in vectors.enumerated() {
        vector.baseAddress?.update(from: copy.numbers.pointer + weights.count * (index + 1), count: weights.count)
      }
      state.updater.resume(afterSteps: copy.position.updates)
      state.position = copy.position
    }
  }

  /// Of everything that the rest of the run depends on.
  package var digest: String { copy().digest }

  /// PyTorch's names of the optimizer's state vectors, in the order of a copy.
  package var stateNames: [String] { state.withLock { $0.updater.stateVectors.map(\.name) } }
}

extension Figures {
  package static func += (left: inout Figures, right: Figures) {
    left.samples += right.samples
    left.correct += right.correct
    left.lossSum += right.lossSum
  }
}
