import Foundation

extension CheckpointStore {
  /// Deletes old checkpoints: all that are older than the `keep` newest valid ones, but for the best of all that are there, which is the one whose
  /// own evaluation has the lowest mean loss.
  ///
  /// Which ones are valid is verified, once a life, so that the newest valid one always stays. Each is renamed before its
  /// files go: no cut leaves half a checkpoint under a checkpoint's name. Other names are never touched.
  ///
  /// - Returns: the steps that were deleted.
  @discardableResult
  package func prune(keep: Int) throws -> [Int] {
    var valid: [Int] = []
    var old: [Int] = []
    for step in try list() {
      if valid.count >= max(1, keep) {
        old.append(step)
      } else if known.withLock({ $0.contains(step) }) || refusal(ofStep: step) == nil {
        valid.append(step)
      }
    }
    if let best = best(of: old + valid) { old.removeAll { $0 == best } }
    for step in old { try delete(step) }
    return old
  }

  /// Of equal ones the first; nil when none was evaluated.
  private func best(of steps: [Int]) -> Int? {
    steps.compactMap { step in evaluatedLoss(ofStep: step).map { (step: step, loss: $0) } }
      .min { ($0.loss, $0.step) < ($1.loss, $1.step) }?.step
  }

  /// The mean loss of its weights on the validation set; nil for one that was not evaluated, or diverged, or cannot be read.
  private func evaluatedLoss(ofStep step: Int) -> Double? {
    guard let state = try? CheckpointReader(path(ofStep: step)).state(), let evaluation = state.lastEvaluation,
      state.step == step, evaluation.step == step
    else { return nil }
    let loss = evaluation.sums.lossSum / Double(evaluation.sums.samples)
    return loss.isNaN ? nil : loss
  }

  private func delete(_ step: Int) throws {
    let (path, temporary) = (path(ofStep: step), TemporaryName.beside(path(ofStep: step)))
    try SystemCall.check(rename(path, temporary), "rename", path)
    known.withLock { _ = $0.remove(step) }
    try AtomicFile.synchronizeDirectory(directory)
    try TemporaryName.remove(temporary)
  }

  /// Renames the checkpoints of later steps to `step-N.later-K`: a run that goes on from this step would take them for its own newest ones.
  ///
  /// - Returns: their new names.
  package func putAside(after step: Int) throws -> [String] {
    let later = try list().filter { $0 > step }.map { step in
      let (path, aside) = (path(ofStep: step), CheckpointWriter.free(path(ofStep: step) + ".later"))
      try SystemCall.check(rename(path, aside), "move a later one aside", path)
      known.withLock { _ = $0.remove(step) }
      return aside
    }
    if !later.isEmpty { try AtomicFile.synchronizeDirectory(directory) }
    return later
  }
}
