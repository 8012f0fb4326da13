import Wire

extension CoordinatorMachine {
  /// A member is gone for good. Before the start the run waits for others; in the middle of a run that is its end.
  mutating func lost(_ index: Int, because reason: String, at now: Duration) {
    let member = members[index]
    let (place, wasTraining) = (place, phase.isTraining)
    remove(index)
    guard wasTraining else {
      report(.gone(name: member.info.name, reason: reason))
      return settle(at: now)
    }
    let message =
      "worker \(member.info.name) (\(member.info.host), pid \(member.info.pid)) lost\(place): \(reason); start the run again"
    finish(.workerLost(name: member.info.name), message, at: now)
  }

  mutating func left(_ index: Int, reason: String, at now: Duration) {
    if case .finishing(var goodbyes) = phase {
      goodbyes.awaited.remove(members[index].incarnation)
      phase = .finishing(goodbyes)
      return remove(index)
    }
    lost(index, because: "it left: \(reason)", at: now)
  }

  mutating func localWorkerExited(_ name: String, exitCode: Int32, lastWords: String, at now: Duration) {
    let words = lastWords.isEmpty ? "" : ": \(String(lastWords.suffix(Self.reasonLimit)).printable(Self.reasonLimit))"
    if case .finishing = phase { return awaitNoLonger(name) }
    if phase.isTraining {
      guard let index = members.firstIndex(where: { $0.info.name == name }) else { return }
      return lost(index, because: "the process exited with code \(exitCode)\(words)", at: now)
    }
    members.firstIndex { $0.info.name == name }.map { remove($0) }
    let code = (64...78).contains(exitCode) ? exitCode : 75
    finish(
      .failed(exitCode: code), "local worker \(name) exited with code \(exitCode) before the run started\(words)",
      at: now)
  }

  private mutating func awaitNoLonger(_ name: String) {
    guard case .finishing(var goodbyes) = phase, let member = members.first(where: { $0.info.name == name }) else {
      return
    }
    goodbyes.awaited.remove(member.incarnation)
    phase = .finishing(goodbyes)
  }

  /// Begins the end, once: the first reason counts. The step in flight is dropped.
  mutating func finish(_ ending: Ending, _ message: String, at now: Duration) {
    switch phase {
    case .finishing, .finished: return
    case .running(let running) where running.step > committed:
      emit(.discard(step: running.step, attempt: running.attempt))
    case .gathering, .preparing, .running, .evaluating: break
    }
    let outcome = Outcome(ending, message, lastStep: committed, training: training, validation: validation)
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
      case .diverged, .workerLost, .coordinatorLost, .protocolMismatch, .refused, .failed, .tooFewWorkers,
        .replicasDiffer,
        .superseded:
        .failed
      }
    self.init(status: status, message: outcome.message)
  }
}
