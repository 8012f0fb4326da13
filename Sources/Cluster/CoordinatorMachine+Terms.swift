import Wire

// Another coordinator of the same run: the one with the higher term leads, and a run has one leader.
extension CoordinatorMachine {
  /// A coordinator raises its term by one in each life. Whoever claims more would have the durable term run to its end.
  private static var mostTermsAhead: UInt64 { 1_000_000 }

  /// A frame of this run, from a member or somebody who says hello, obeys a later life than this one.
  mutating func noteTerm(_ header: FrameHeader, from peer: PeerID) {
    guard header.run == plan.run, header.term >= plan.term, header.life != plan.life,
      header.term > rival?.term ?? 0, header.term - plan.term <= Self.mostTermsAhead, peer.standing.mayTrain
    else { return }
    rival = Rival(term: header.term, address: peer.address)
  }

  /// Before anything is committed the term is raised above the other; afterwards this coordinator is the one to go.
  mutating func meetRival(at now: Duration) {
    guard let rival, !takeOver.isRaisingTerm else { return }
    self.rival = nil
    guard rival.term >= plan.term else { return }
    guard phase.isOpen, !hasStarted else {
      return finish(
        .superseded(term: rival.term),
        "another coordinator leads run \(plan.welcome.runName) with term \(rival.term), this one has \(plan.term): "
          + "a worker at \(rival.address) obeys it; this one ends, and what the other one committed counts", at: now)
    }
    takeOver.isRaisingTerm = true
    emit(.raiseTerm(to: rival.term + 1))
  }

  /// Every member is told of the new life.
  mutating func termRaised(term: UInt64, life: UInt64, at now: Duration) {
    guard takeOver.isRaisingTerm, term > plan.term else { return }
    takeOver.isRaisingTerm = false
    (plan.term, plan.life) = (term, life)
    report(.termRaised(term))
    for member in members { welcome(member) }
    settle(at: now)
  }
}

/// A coordinator of the same run with a higher term, as a worker knows it.
struct Rival: Equatable, Sendable {
  let term: UInt64
  /// Of the worker.
  let address: String
}
