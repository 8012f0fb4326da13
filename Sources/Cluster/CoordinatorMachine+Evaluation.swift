import Wire

extension CoordinatorMachine {
  /// Whether the validation set is to be evaluated on the weights of this step, and was not yet.
  func isEvaluationDue(after step: Int) -> Bool {
    guard plan.training.evaluationDue(afterStep: step), validation?.step != step else { return false }
    return step > plan.firstStep || plan.evaluationDue
  }

  /// The members begin by themselves: the deal says which shards, the commit says when.
  mutating func beginEvaluation(after step: Int, at now: Duration) {
    let shards = plan.training.evaluationShards
    let figures = [Figures?](repeating: nil, count: shards)
    phase = .evaluating(RunningEvaluation(step: step, began: now, figures: figures, missing: shards))
    assign(at: now)
    report(.evaluating(step: step))
    if members.count(where: \.isInside) < plan.minWorkers { waitForWorkers(at: now) }
  }

  mutating func received(_ evaluated: Evaluated, _ header: FrameHeader, from index: Int, at now: Duration) {
    if let result = validations.first(where: { header.step == UInt64($0.step) }) {
      return tell(result, to: members[index])
    }
    guard var evaluation = phase.evaluation, header.step == UInt64(evaluation.step) else { return }
    members[index].hold(evaluation.step, at: now)
    for shard in evaluated.shards where evaluation.figures.indices.contains(shard.index) {
      guard evaluation.figures[shard.index] == nil else { continue }
      guard shard.samples == plan.training.evaluation?.shard(shard.index).count,
        (0...shard.samples).contains(shard.correct)
      else {
        counters.count(.spoiledBody("figures"), from: members[index].info.address)
        continue
      }
      evaluation.figures[shard.index] = Figures(samples: shard.samples, correct: shard.correct, lossSum: shard.lossSum)
      evaluation.missing -= 1
      // Who says the same again, or asks for the result, may have got nothing done since.
      members[index].progress = now
    }
    if case .waiting = phase { phase = .waiting(.evaluation(evaluation)) } else { phase = .evaluating(evaluation) }
    if !evaluated.shards.isEmpty { noteArrival(from: members[index].incarnation, at: now) }
    resumeIfEnough(at: now)
    commitEvaluationIfComplete(at: now)
  }

  mutating func commitEvaluationIfComplete(at now: Duration) {
    guard case .evaluating(let evaluation) = phase, evaluation.missing == 0 else { return }
    let result = StepFigures(step: evaluation.step, figures: evaluation.sum)
    keep(result)
    emit(.evaluationCommitted(result))
    noteCheckpointDue(at: now)
    for member in members where member.isInside { tell(result, to: member) }
    report(.evaluated(result))
    meetThoseAhead()
    goOn(after: evaluation.step, at: now)
  }

  private func isCompared(_ step: Int) -> Bool {
    saving.agreement?.checkpoint.step == step || (saving.isNext && step == committed)
  }

  /// For members that are behind by as many steps as averages are kept.
  private mutating func keep(_ result: StepFigures) {
    validations.append(result)
    if validations.count > plan.averageWindow + 1 { validations.removeFirst() }
  }

  private mutating func tell(_ result: StepFigures, to member: Member) {
    let body = EvaluationCommitted(
      samples: result.figures.samples, correct: result.figures.correct, lossSum: result.figures.lossSum,
      compare: isCompared(result.step) ? true : nil)
    send(.evaluationCommitted(body), to: member, step: result.step)
  }
}
