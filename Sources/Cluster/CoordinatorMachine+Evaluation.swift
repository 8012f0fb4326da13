import Wire

extension CoordinatorMachine {
  /// The members begin by themselves: the deal says which shards, the commit says when.
  mutating func beginEvaluation(after step: Int, at now: Duration) {
    let shards = plan.training.evaluationShards
    let figures = [Figures?](repeating: nil, count: shards)
    phase = .evaluating(RunningEvaluation(step: step, began: now, figures: figures, missing: shards))
    report(.evaluating(step: step))
  }

  mutating func received(_ evaluated: Evaluated, _ header: FrameHeader, from index: Int, at now: Duration) {
    if let validation, header.step == UInt64(validation.step) { return tell(validation, to: members[index]) }
    guard case .evaluating(var evaluation) = phase, header.step == UInt64(evaluation.step) else { return }
    for shard in evaluated.shards where evaluation.figures.indices.contains(shard.index) {
      guard evaluation.figures[shard.index] == nil else { continue }
      evaluation.figures[shard.index] = Figures(samples: shard.samples, correct: shard.correct, lossSum: shard.lossSum)
      evaluation.missing -= 1
    }
    phase = .evaluating(evaluation)
    if evaluation.missing == 0 { commit(evaluation, at: now) }
  }

  private mutating func commit(_ evaluation: RunningEvaluation, at now: Duration) {
    let result = StepFigures(step: evaluation.step, figures: evaluation.sum)
    validation = result
    for member in members { tell(result, to: member) }
    report(.evaluated(result))
    goOn(after: evaluation.step, at: now)
  }

  private mutating func tell(_ result: StepFigures, to member: Member) {
    let body = EvaluationCommitted(
      samples: result.figures.samples, correct: result.figures.correct, lossSum: result.figures.lossSum)
    send(.evaluationCommitted(body), to: member, step: result.step)
  }

  /// Whether shards that were dealt to a member are missing from the evaluation.
  func owes(_ member: Member, _ evaluation: RunningEvaluation) -> Bool {
    member.evaluation.contains { evaluation.figures[$0] == nil }
  }
}
