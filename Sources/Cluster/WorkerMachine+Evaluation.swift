import Wire

extension WorkerMachine {
  /// At most so many shards in one message, so that its body stays far below the limit.
  static let shardsPerMessage = 256

  mutating func beginEvaluation(after step: Int, at now: Duration) {
    setActivity(.evaluating(Evaluating(step: step, repeatAt: now + times.suspect)))
    takeUpcoming()
    guard case .training(let training) = state else { return }
    claimEvaluation(training.deal.evaluation, at: now)
    takeOrders(at: now)
    if case .training(let training) = state, case .evaluating(let evaluating) = training.activity,
      evaluating.claimed.isEmpty
    {
      // The others may have finished before the average came over bulk, and the result was not understood then.
      askForResult(at: now)
    }
  }

  /// Evaluates what of these shards is not being evaluated here yet.
  mutating func claimEvaluation(_ shards: [Range<Int>], at now: Duration) {
    guard case .training(let training) = state, case .evaluating(var evaluating) = training.activity else { return }
    let new = evaluating.claimed.claim(shards)
    guard !new.isEmpty else { return }
    evaluating.tasks += 1
    setActivity(.evaluating(evaluating))
    emit(.evaluate(step: evaluating.step, shards: new))
  }

  mutating func evaluated(step: Int, _ shards: [EvaluationShard], at now: Duration) {
    guard case .training(let training) = state, case .evaluating(var evaluating) = training.activity,
      evaluating.step == step
    else { return }
    let messages = Self.messages(of: shards)
    evaluating.tasks = max(0, evaluating.tasks - 1)
    evaluating.sent += messages
    evaluating.repeatAt = now + times.suspect
    setActivity(.evaluating(evaluating))
    for message in messages { send(.evaluated(message), step: step) }
  }

  private static func messages(of shards: [EvaluationShard]) -> [Evaluated] {
    let figures = shards.map {
      ShardFigures(
        index: $0.index, samples: $0.figures.samples, correct: $0.figures.correct, lossSum: $0.figures.lossSum)
    }
    return stride(from: 0, to: figures.count, by: shardsPerMessage).map { start in
      Evaluated(shards: Array(figures[start..<min(start + shardsPerMessage, figures.count)]))
    }
  }

  /// The result was not heard for a while: the figures, or the result, were lost.
  mutating func repeatFigures(at now: Duration) {
    guard case .training(let training) = state, case .evaluating(let evaluating) = training.activity,
      now >= evaluating.repeatAt
    else { return }
    askForResult(at: now)
  }

  /// Says its figures once more; a message without shards asks for the result alone.
  mutating func askForResult(at now: Duration) {
    guard case .training(let training) = state, case .evaluating(var evaluating) = training.activity else { return }
    evaluating.repeatAt = now + times.suspect
    setActivity(.evaluating(evaluating))
    let messages = evaluating.sent.isEmpty ? [Evaluated(shards: [])] : evaluating.sent
    for message in messages { send(.evaluated(message), step: evaluating.step) }
  }

  mutating func received(_ result: EvaluationCommitted, _ header: FrameHeader, at now: Duration) {
    guard case .training(let training) = state, let step = awaitedEvaluation, header.step == UInt64(step) else {
      return
    }
    // The result is news of the commit, too.
    if training.committed < step { commit(step) }
    let figures = Figures(samples: result.samples, correct: result.correct, lossSum: result.lossSum)
    lastEvaluated = step
    emit(.evaluationCommitted(StepFigures(step: step, figures: figures)))
    if result.compare == true { compare(header.step) }
    answerQuestion()
    goOn(after: step, at: now)
    if missedAverages { askForAverages() }
  }

  /// The step whose evaluation the replica has to know before it goes on: it is under way, or the news of the step's commit has not come.
  var awaitedEvaluation: Int? {
    guard case .training(let training) = state else { return nil }
    if case .pausing(let step) = training.activity, training.plan.evaluationDue(afterStep: step), lastEvaluated != step
    {
      return step
    }
    return training.activity.evaluation
  }

  /// Averages that came during an evaluation were not taken.
  private mutating func askForAverages() {
    missedAverages = false
    guard case .training(let training) = state else { return }
    send(.missing(Missing()), step: training.next)
  }
}

extension Activity {
  /// The step whose weights are being evaluated.
  var evaluation: Int? {
    guard case .evaluating(let evaluating) = self else { return nil }
    return evaluating.step
  }
}
