import Wire

extension CoordinatorMachine {
  /// Begins the end, once: the first reason counts. The step in flight is dropped.
  mutating func finish(_ ending: Ending, _ message: String, isAtOnce: Bool = false, at now: Duration) {
    switch phase {
    case .finishing, .finished: return
    case .running(let running), .waiting(.step(let running)):
      if running.step > committed { emit(.discard(step: running.step, attempt: running.attempt)) }
    case .gathering, .preparing, .evaluating, .waiting, .closing: break
    }
    var outcome = Outcome(ending, message, lastStep: committed, training: training, validation: validation)
    outcome.isAtOnce = isAtOnce
    let awaited = members.filter { !$0.isUnreachable && $0.silence(at: now) < plan.times.suspect }.map(\.incarnation)
    phase = .finishing(
      Goodbyes(outcome: outcome, deadline: now + plan.times.goodbye, awaited: Set(awaited)))
    for member in members { send(.finished(Finished(outcome)), to: member, step: committed) }
    report(.finishing(outcome))
  }

  /// The last directive comes when the members have said goodbye or had their time, and the own replica holds what was committed.
  mutating func finishWhenAllLeft(at now: Duration) {
    guard case .finishing(let goodbyes) = phase, applied >= committed else { return }
    guard goodbyes.awaited.isEmpty || now >= goodbyes.deadline else { return }
    reportDrops(at: now)
    phase = .finished
    emit(.finish(goodbyes.outcome))
  }
}

extension Finished {
  init(_ outcome: Outcome) {
    let status: RunStatus =
      switch outcome.ending {
      case .done: .done
      case .stopped, .left: .stopped
      case .diverged, .coordinatorLost, .protocolMismatch, .refused, .failed, .tooFewWorkers,
        .replicasDiffer,
        .superseded:
        .failed
      }
    self.init(status: status, message: outcome.message)
  }
}
