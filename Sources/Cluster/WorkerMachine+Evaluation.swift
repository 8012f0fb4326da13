import Wire

extension WorkerMachine {
  /// At most so many shards in one message, so that its body stays far below the limit.
  static let shardsPerMessage = 256

  mutating func beginEvaluation(after step: Int, at now: Duration) {
    guard case .training(let training) = state else { return }
    guard !training.deal.evaluation.isEmpty else {
      // The others may have finished before the average came over bulk, and the result was not understood then.
      return evaluationDone(step: step, [Evaluated(shards: [])], at: now)
    }
    setActivity(.evaluating(step: step))
    emit(.evaluate(step: step, shards: training.deal.evaluation))
  }

  mutating func evaluated(step: Int, _ shards: [EvaluationShard], at now: Duration) {
    guard case .training(let training) = state, training.activity == .evaluating(step: step) else { return }
    let figures = shards.map {
      ShardFigures(
        index: $0.index, samples: $0.figures.samples, correct: $0.figures.correct, lossSum: $0.figures.lossSum)
    }
    let messages = stride(from: 0, to: figures.count, by: Self.shardsPerMessage).map { start in
      Evaluated(shards: Array(figures[start..<min(start + Self.shardsPerMessage, figures.count)]))
    }
    evaluationDone(step: step, messages, at: now)
  }

  private mutating func evaluationDone(step: Int, _ messages: [Evaluated], at now: Duration) {
    setActivity(.evaluated(step: step, messages, repeatAt: now + times.suspect))
    for message in messages { send(.evaluated(message), step: step) }
  }

  /// The result was not heard for a while: the figures, or the result, were lost. A message without shards asks for the result alone.
  mutating func repeatFigures(at now: Duration) {
    guard case .training(let training) = state,
      case .evaluated(let step, let messages, let repeatAt) = training.activity,
      now >= repeatAt
    else { return }
    evaluationDone(step: step, messages, at: now)
  }

  mutating func received(_ result: EvaluationCommitted, _ header: FrameHeader, at now: Duration) {
    guard case .training(let training) = state, let step = training.activity.evaluation, header.step == UInt64(step)
    else { return }
    let figures = Figures(samples: result.samples, correct: result.correct, lossSum: result.lossSum)
    emit(.evaluationCommitted(StepFigures(step: step, figures: figures)))
    resume(after: step)
  }
}

extension Activity {
  /// The step whose weights are being evaluated.
  fileprivate var evaluation: Int? {
    switch self {
    case .evaluating(let step), .evaluated(let step, _, _): step
    case .computing, .holding, .awaiting, .over: nil
    }
  }
}
