import Cluster
import Reduction
import Wire

/// A replica at one moment, as a value: what a checkpoint keeps and what a joiner is sent.
package struct ReplicaCopy: Sendable {
  package let position: ReplicaPosition
  /// The weights, then each vector of the optimizer's state. Nobody writes to it any more.
  package let numbers: FlatBuffer

  package init(position: ReplicaPosition, numbers: FlatBuffer) {
    self.position = position
    self.numbers = numbers
  }

  /// What arrived of a replica of this step.
  package init(_ state: SnapshotState, step: Int, numbers: FlatBuffer) {
    self.init(position: ReplicaPosition(state, step: step), numbers: numbers)
  }

  /// Of everything in it: replicas with equal digests go on alike.
  package var digest: String { Digest.of([numbers], title: position.text) }

  /// What is sent before the numbers.
  package func state(digest: String) -> SnapshotState {
    SnapshotState(
      floats: numbers.count, updates: position.updates, epoch: ReplicaFigures(position.epoch),
      lastEvaluation: position.lastEvaluation.map(EvaluatedStep.init),
      bestEvaluation: position.bestEvaluation.map(EvaluatedStep.init), digest: digest)
  }
}
