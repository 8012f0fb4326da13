// Numbers of an answer as whoever answers may send them: a person's program adds, divides and prints them.

extension RunState {
  package func check() throws(BodyProblem) {
    let steps = ["step": step, "steps": self.steps, "stepsPerEpoch": stepsPerEpoch, "checkpoint": checkpoint]
    for (name, value) in steps.sorted(by: { $0.key < $1.key }) { try inRange(name, value, 0...BodyProblem.mostSteps) }
    try inRange("seconds", seconds, 0...Double(BodyProblem.mostSteps))
    try inRange("minWorkers", minWorkers, 0...BodyProblem.mostMembers)
    try inRange("others", others, 0...BodyProblem.mostMembers)
    try training?.check()
    try validation?.check()
    for worker in workers { try worker.check() }
  }
}

extension RunState.WorkerState {
  package func check() throws(BodyProblem) {
    try inRange("threads", threads, 0...BodyProblem.mostMembers)
    try inRange("shards", shards, 0...BodyProblem.mostShards)
    // As a worker claims it, which may lie: it is only shown.
    try inRange("holds", holds, 0...Int.max)
    // A clock that was moved by a stall may be a little ahead.
    try inRange("silence", silence, -1e6...Double(BodyProblem.mostSteps))
  }
}

extension StateFigures {
  package func check() throws(BodyProblem) {
    try inRange("step", step, 0...BodyProblem.mostSteps)
    try inRange("loss", loss, -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude)
    if let accuracy { try inRange("accuracy", accuracy, 0...Double(BodyProblem.mostSteps)) }
  }
}
