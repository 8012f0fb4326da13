/// The lives of a worker process that the coordinator starts itself.
struct LocalWorker: Equatable, Sendable {
  /// Lives that ended since the last accepted result.
  var failures = 0
  /// It is not started again.
  var isOver = false
}

extension CoordinatorMachine {
  /// So many lives in a row without one accepted result, and a local worker is given up.
  private static let lives = 5

  mutating func localWorkerExited(_ name: String, exitCode: Int32, lastWords: String, at now: Duration) {
    let words = String(lastWords.suffix(Self.reasonLimit)).printable(Self.reasonLimit)
    let said = words.isEmpty ? "" : ": \(words)"
    if case .finishing = phase { return awaitNoLonger(name) }
    takeOver.awaited.removeAll { $0.name == name }
    if phase.isOpen, !hasStarted, (64...78).contains(exitCode) {
      // Nobody waits for the goodbye of a process that is gone.
      if let index = members.firstIndex(where: { $0.info.name == name }) { remove(index) }
      return finish(
        .failed(exitCode: exitCode), "local worker \(name) exited with code \(exitCode) before the run started\(said)",
        at: now)
    }
    if let index = members.firstIndex(where: { $0.info.name == name }) {
      lost(index, because: "the process exited with code \(exitCode)\(said)", at: now)
    }
    guard case .finishing = phase else { return startAgain(name, exitCode: exitCode, words: words, at: now) }
  }

  private mutating func startAgain(_ name: String, exitCode: Int32, words: String, at now: Duration) {
    guard plan.localWorkers.contains(name), phase.isOpen || phase.isTraining else { return }
    var worker = localWorkers[name] ?? LocalWorker()
    worker.failures += 1
    // Whoever ends with 0 was asked to.
    worker.isOver = exitCode == 0 || worker.failures >= Self.lives
    localWorkers[name] = worker
    guard worker.isOver else {
      let delay = min(Duration.milliseconds(250) * (1 << worker.failures), .seconds(10))
      report(.restarting(name: name, exitCode: exitCode, after: delay))
      return emit(.startLocalWorker(name: name, after: delay))
    }
    if exitCode != 0 { report(.givenUp(name: name, lastWords: words)) }
    endIfHopeless(name, words: words, at: now)
  }

  private mutating func endIfHopeless(_ name: String, words: String, at now: Duration) {
    let left = plan.localWorkers.count { localWorkers[$0]?.isOver != true }
    guard !plan.acceptsOthers, left < plan.minWorkers else { return }
    let said = words.isEmpty ? "" : "; the last words of \(name): \(words)"
    finish(
      .tooFewWorkers,
      "only \(left) of at least \(plan.minWorkers) workers are left\(place), and no others can come (cluster.listen)\(said)",
      at: now)
  }

  /// A result was accepted: its process is worth starting again.
  mutating func noteResult(from incarnation: UInt64) {
    guard !localWorkers.isEmpty, let index = index(of: incarnation) else { return }
    localWorkers[members[index].info.name]?.failures = 0
  }

  private mutating func awaitNoLonger(_ name: String) {
    guard case .finishing(var goodbyes) = phase, let member = members.first(where: { $0.info.name == name }) else {
      return
    }
    goodbyes.awaited.remove(member.incarnation)
    phase = .finishing(goodbyes)
  }
}
