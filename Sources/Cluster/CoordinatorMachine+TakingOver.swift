import Wire

// A new life of the coordinator goes on from the newest replica that is left: its checkpoint's, or one that a worker kept.
extension CoordinatorMachine {
  /// So often a replica is asked for again before its holder is passed over.
  private static let mostFetches = 3
  /// As a joiner does, the coordinator acknowledges every few chunks.
  private static let chunksPerAcknowledgement: UInt32 = 4

  // MARK: Who holds what

  /// Whoever was awaited is here; a new process of an awaited name says that the old one is gone.
  mutating func awaitNoLonger(name: String, incarnation: UInt64) {
    takeOver.awaited.removeAll { $0.incarnation == incarnation || $0.name == name }
  }

  /// What a member held when it came, by its own words.
  func holding(_ hello: Hello, _ header: FrameHeader) -> Holding? {
    guard header.run == plan.run, hello.heldRun == plan.run, hello.heldStep > 0 else { return nil }
    var holding = Holding(
      step: Int(clamping: hello.heldStep), evaluated: Int(clamping: hello.heldEvaluated), digest: hello.heldDigest)
    holding.isRefused = header.term < plan.holdingsSince || objection(to: holding) != nil
    return holding
  }

  /// Why no replica of this run can be what a member claims to hold: the run would go on from there.
  func objection(to holding: Holding) -> String? {
    let last = plan.training.totalSteps
    if holding.step > last { return "it claims step \(holding.step), and the run's last one is \(last)" }
    guard holding.evaluated > holding.step else { return nil }
    return "it claims an evaluation of step \(holding.evaluated) at step \(holding.step)"
  }

  /// A member says the digest of the replica that it brought with it.
  mutating func noteHolding(_ held: Held, step: Int, of index: Int, at now: Duration) {
    guard let digest = held.digest, let old = members[index].holding, !old.isRefused, !members[index].isInside else {
      return
    }
    let holding = Holding(step: step, evaluated: Int(clamping: held.evaluated), digest: digest)
    if let objection = objection(to: holding) {
      refuseHolding(of: members[index].incarnation, because: objection)
    } else {
      members[index].holding = holding
    }
    settle(at: now)
  }

  // MARK: Where the run goes on

  /// Whether it is settled where the run goes on; takes the next step towards it.
  mutating func decideTakeOver(at now: Duration) -> Bool {
    guard !takeOver.isDecided else { return true }
    guard digests != nil, takeOver.fetch == nil, !takeOver.isRaisingTerm, !takeOver.isPatient(at: now),
      !members.contains(where: isUndeclared)
    else { return false }
    let holders = members.filter { $0.lanes != nil && $0.holds(beyond: committed) }
    guard let latest = holders.compactMap(\.holding).max(by: { $0.isOlder(than: $1) }) else {
      concludeTakeOver(at: now)
      return true
    }
    let newest = holders.filter { $0.holding.map { !$0.isOlder(than: latest) } ?? false }
    if Set(newest.map(\.holding?.digest)).count == 1 {
      fetch(from: newest[0], at: now)
    } else {
      let digests = newest.map { "\($0.info.name): \(($0.holding?.digest ?? "").printable(16))" }
      endForDifferences(digests.joined(separator: ", "), step: latest.step, at: now)
    }
    return false
  }

  /// It is here, and is still to say what it holds.
  private func isUndeclared(_ member: Member) -> Bool {
    guard let holding = member.holding, !holding.isRefused else { return false }
    return holding.digest == nil || member.lanes == nil
  }

  /// Whoever lives and never says it is passed over in the end: all others wait for it. Its own watchdog should have ended it by then.
  mutating func watchDeclarations(at now: Duration) {
    guard !takeOver.isDecided else { return }
    for member in members where isUndeclared(member) && now - member.progress >= plan.times.hanging {
      refuseHolding(of: member.incarnation, because: "it does not say which replica it holds")
    }
  }

  private mutating func fetch(from member: Member, at now: Duration) {
    guard let holding = member.holding, let digest = holding.digest else { return }
    takeOver.fetch = TakeOver.Fetch(
      incarnation: member.incarnation, step: holding.step, evaluated: holding.evaluated, digest: digest, progress: now)
    askForReplica(of: member, step: holding.step)
  }

  private mutating func askForReplica(of member: Member, step: Int) {
    emit(.fetchReplica(step: step, from: member.incarnation))
    send(.fetch(Fetch()), to: member, step: step)
  }

  /// The members that were kept waiting come in.
  private mutating func concludeTakeOver(at now: Duration) {
    takeOver.isDecided = true
    for incarnation in members.filter({ $0.lanes != nil }).map(\.incarnation) {
      if let index = index(of: incarnation) { bringIn(index, at: now) }
    }
  }

  // MARK: A replica on its way

  mutating func received(_ state: SnapshotState, _ header: FrameHeader) {
    guard let fetch = takeOver.fetch, header.incarnation == fetch.incarnation, header.step == UInt64(fetch.step) else {
      return
    }
    // Without one that can be, the replica is refused when it is here.
    guard state.complaint(step: fetch.step) == nil else {
      let address = index(of: fetch.incarnation).map { members[$0].info.address } ?? ""
      return counters.count(.spoiledBody("figures"), from: address)
    }
    takeOver.fetch?.state = state
  }

  mutating func snapshotChunkStaged(_ header: FrameHeader, received: Int, at now: Duration) {
    guard let fetch = takeOver.fetch, header.incarnation == fetch.incarnation, header.step == UInt64(fetch.step),
      let index = index(of: fetch.incarnation)
    else { return }
    if received > fetch.received { takeOver.fetch?.gain(received, at: now) }
    let isComplete = received >= Int(header.chunks)
    guard isComplete || (header.chunk + 1).isMultiple(of: Self.chunksPerAcknowledgement) else { return }
    send(.snapshotReceived(SnapshotReceived(chunks: received)), to: members[index], step: fetch.step)
  }

  mutating func replicaFetched(step: Int, from incarnation: UInt64, digest: String?, at now: Duration) {
    // Its holder may have left since, and another one be asked.
    guard let fetch = takeOver.fetch, (fetch.step, fetch.incarnation) == (step, incarnation) else { return }
    takeOver.fetch = nil
    guard let digest, digest == fetch.digest, let state = fetch.state else {
      refuseHolding(of: fetch.incarnation, because: "what it sent is not what its digest says, or cannot be")
      return settle(at: now)
    }
    emit(.adoptReplica(step: step))
    takeOver.adopted = Holding(step: step, evaluated: fetch.evaluated, digest: digest)
    (committed, applied, origin) = (step, step, step)
    // Who came in before holds an older one.
    for place in members.indices where members[place].place != .outside { members[place].place = .outside }
    validations = [state.lastEvaluation.flatMap(StepFigures.init)].compactMap { $0 }
    saving.wanted = plan.checkpoints == nil ? nil : .takenOver
    let name = index(of: fetch.incarnation).map { members[$0].info.name } ?? "that is gone"
    report(.tookOver(step: step, name: name))
    concludeTakeOver(at: now)
    settle(at: now)
  }

  private mutating func refuseHolding(of incarnation: UInt64, because reason: String) {
    guard let index = index(of: incarnation) else { return }
    members[index].holding?.isRefused = true
    report(.passedOver(name: members[index].info.name, reason: reason))
  }

  /// A holder that is lost, or sends nothing, is passed over.
  mutating func watchFetch(at now: Duration) {
    guard var fetch = takeOver.fetch else { return }
    guard let index = index(of: fetch.incarnation) else {
      takeOver.fetch = nil
      return
    }
    guard now - fetch.progress >= plan.times.suspect else { return }
    fetch.restarts += 1
    fetch.progress = now
    takeOver.fetch = fetch
    if fetch.restarts < Self.mostFetches { return askForReplica(of: members[index], step: fetch.step) }
    takeOver.fetch = nil
    refuseHolding(of: fetch.incarnation, because: "it was asked \(Self.mostFetches) times and sends nothing")
  }

  // MARK: Members that are ahead

  /// Those that came late, and hold a step that the run has now reached: their replica is compared with its own.
  mutating func meetThoseAhead() {
    let evaluated = validation?.step ?? 0
    guard members.contains(where: { $0.isAhead(at: committed, evaluated: evaluated) }) else { return }
    emit(.digestReplica(step: committed, evaluated: evaluated))
  }

  mutating func compareThoseAhead(step: Int, evaluated: Int, digest: String, at now: Duration) {
    for member in members where member.isAhead(at: step, evaluated: evaluated) {
      guard let index = index(of: member.incarnation), let other = member.holding?.digest else { continue }
      if other == digest {
        takeIn(index, holding: step, at: now)
      } else {
        let reason = "its replica of step \(step) has digest \(other.prefix(16)), the run's is \(digest.prefix(16))"
        bar(member.incarnation, because: reason, at: now)
      }
    }
  }
}

extension Member {
  /// It waits for the run to be where its replica is.
  fileprivate func isAhead(at step: Int, evaluated: Int) -> Bool {
    guard let holding, !isInside, !holding.isRefused else { return false }
    return (holding.step, holding.evaluated) == (step, evaluated)
  }

  func holds(beyond step: Int) -> Bool { holding.map { $0.step > step && !$0.isRefused } ?? false }
}

extension StepFigures {
  /// Nil when the numbers cannot be a step's.
  init?(_ evaluated: EvaluatedStep) {
    guard let step = Int(exactly: evaluated.step) else { return nil }
    let figures = evaluated.figures
    self.init(
      step: step, figures: Figures(samples: figures.samples, correct: figures.correct, lossSum: figures.lossSum))
  }
}
