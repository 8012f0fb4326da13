/// What a file or a worker says of a replica besides its numbers: judged before a run goes on from it.
package struct ReplicaClaim: Equatable, Sendable {
  package var step: Int
  /// How often the optimizer was applied.
  package var updates: Int
  package var sums: [ReplicaFigures]
  /// The steps of the evaluations that it knows.
  package var evaluations: [Int]

  package init(step: Int, updates: Int, sums: [ReplicaFigures], evaluations: [Int]) {
    self.step = step
    self.updates = updates
    self.sums = sums
    self.evaluations = evaluations
  }

  /// What no replica can have; a sum of losses may be infinite, as that of an evaluation that diverged.
  package var complaint: (expected: String, found: String)? {
    if step < 0 { return ("a step from 0 up", "\(step)") }
    if !(0...step).contains(updates) { return ("0 to \(step) optimizer steps", "\(updates)") }
    for sum in sums where sum.samples < 0 || !(0...sum.samples).contains(sum.correct) {
      return ("at most as many correct samples as samples", "\(sum.correct) of \(sum.samples)")
    }
    for evaluation in evaluations where !(0...step).contains(evaluation) {
      return ("evaluations of steps 0 to \(step)", "one of step \(evaluation)")
    }
    return nil
  }
}

extension SnapshotState {
  /// What no replica of this step can have.
  package func complaint(step: Int) -> (expected: String, found: String)? {
    let evaluations = [lastEvaluation, bestEvaluation].compactMap { $0 }
    return ReplicaClaim(
      step: step, updates: updates, sums: [epoch] + evaluations.map(\.figures),
      evaluations: evaluations.map { Int(clamping: $0.step) }
    ).complaint
  }
}
