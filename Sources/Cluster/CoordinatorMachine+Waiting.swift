import Wire

// Too few workers: everything is kept until enough are back.
extension CoordinatorMachine {
  mutating func waitForWorkers(at now: Duration) {
    switch phase {
    case .running(let running) where running.isReducing: return
    case .running(let running): phase = .waiting(.step(running))
    case .evaluating(let evaluation): phase = .waiting(.evaluation(evaluation))
    case .waiting, .gathering, .preparing, .closing, .finishing, .finished: return
    }
    assignments = []
    for index in members.indices { members[index].lateness = Lateness() }
    untoldWait = now
    tellWait(at: now)
    resumeIfEnough(at: now)
  }

  /// A worker that fell behind is back in a moment, time and again where steps are short: that is told only if it lasts.
  mutating func tellWait(at now: Duration) {
    guard phase.isWaiting, let since = untoldWait else { return }
    guard members.count < plan.minWorkers || now - since >= plan.times.heartbeat else { return }
    untoldWait = nil
    let present = members.count(where: \.isInside)
    report(.waitingForWorkers(present: present, needed: plan.minWorkers, step: committed + 1))
  }

  /// The run goes on when enough members hold what is committed.
  mutating func resumeIfEnough(at now: Duration) {
    guard case .waiting(let interrupted) = phase else { return }
    let able = able(fromStep: committed + 1, at: now)
    guard able.count >= plan.minWorkers, able.allSatisfy({ members[$0].held >= committed }) else { return }
    for index in members.indices { members[index].progress = now }
    switch interrupted {
    case .step(var running):
      running.began = now
      phase = .running(running)
    case .evaluation(var evaluation):
      evaluation.began = now
      phase = .evaluating(evaluation)
    }
    dealAnew(able, fromStep: committed + 1, at: now)
    assign(at: now)
    if phase.step != nil { reduceIfComplete(at: now) } else { commitEvaluationIfComplete(at: now) }
  }
}
