import Datasets
import Reduction
import Wire

/// What both machines know about a run before it starts: pure data, a function of run file and data alone.
package struct TrainingPlan: Equatable, Sendable {
  /// Steps, epochs, batches and shards.
  package var batches: BatchPlan
  /// How the validation set is cut; nil when there is none.
  package var evaluation: EvaluationPlan?
  /// The length of the flat vector, statistics included: what a node and an average have on the wire.
  package var vector: VectorChunks

  package init(batches: BatchPlan, evaluation: EvaluationPlan?, vectorFloats: Int) {
    self.batches = batches
    self.evaluation = evaluation
    self.vector = VectorChunks(floats: vectorFloats)
  }

  package var totalSteps: Int { batches.totalSteps }
  package var evaluationShards: Int { evaluation?.shards ?? 0 }

  /// The tree over the shards of a step that have samples.
  package func tree(ofStep step: Int) -> ShardTree { ShardTree(leaves: batches.filledShards(inStep: step)) }

  /// What of the dealt ranges a step has: the shards with samples.
  package func filled(_ shards: [Range<Int>], inStep step: Int) -> [Range<Int>] {
    let filled = 0..<batches.filledShards(inStep: step)
    return shards.map { $0.clamped(to: filled) }.filter { !$0.isEmpty }
  }

  /// Whether an evaluation follows a step's commit.
  package func evaluationDue(afterStep step: Int) -> Bool {
    evaluationShards > 0 && step >= 1 && batches.evaluationDue(afterStep: step)
  }

  /// Whether the members wait after a step for all others: at evaluations and at the end. Nobody runs ahead of a pause.
  package func pauses(afterStep step: Int) -> Bool { step >= totalSteps || evaluationDue(afterStep: step) }
}
