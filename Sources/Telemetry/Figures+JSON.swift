/// The fields of `metrics.jsonl` and `summary.json`: flat, with dotted names. New ones are only added.
extension StepFigures {
  /// A line of `metrics.jsonl`, without its end.
  package var json: String { fields.compact }

  var fields: JSONText {
    var text = JSONText()
    text.set("step", step)
    text.set("epoch", epoch)
    text.set("samples", samples)
    text.set("train.loss", loss)
    text.set("train.accuracy", accuracy)
    text.set("samples_per_second", samplesPerSecond)
    text.set("seconds", seconds)
    return text
  }
}

extension EvaluationFigures {
  /// A line of `metrics.jsonl`, without its end.
  package var json: String { fields.compact }

  var fields: JSONText {
    var text = JSONText()
    text.set("step", step)
    text.set("epoch", epoch)
    add(to: &text)
    text.set("seconds", seconds)
    return text
  }

  fileprivate func add(to text: inout JSONText) {
    text.set("validation.loss", loss)
    text.set("validation.accuracy", accuracy)
    text.set("validation.correct", correct)
    text.set("validation.samples", samples)
  }
}

extension RunSummary {
  /// The contents of `summary.json`.
  package var json: String { fields(messageAs: "message").pretty }

  /// - Parameter key: The name of why the run ended: in a log, `message` is another.
  func fields(messageAs key: String) -> JSONText {
    var text = JSONText()
    text.set("name", .text(name))
    text.set("status", .text(status.rawValue))
    if let message { text.set(key, .text(message)) }
    text.set("steps", steps)
    text.set("epochs", epochs)
    text.set("samples", samples)
    text.set("seconds", seconds)
    text.set("samples_per_second", samplesPerSecond)
    text.set("train.loss", trainLoss)
    validation?.add(to: &text)
    text.set("parameters", parameters)
    text.set("workers", workers)
    text.set("threads", threads)
    text.set("coordinator.cpu_seconds", coordinatorSeconds)
    return text
  }
}
