import Wire

extension CoordinatorMachine {
  /// A run has no use for more; whoever reaches the port could otherwise fill the memory with names.
  static let mostMembers = 4_096

  mutating func received(_ hello: Hello, _ header: FrameHeader, from peer: PeerID, at now: Duration) {
    // It obeys another life; it says hello again.
    guard rival == nil, !takeOver.isRaisingTerm, !takeOver.isGoingBack else { return }
    let hello = hello.printable.named(by: peer.standing)
    if let refusal = refusal(of: hello, header, peer.standing) {
      return refuse(hello, header, from: peer, with: refusal, at: now)
    }
    if let index = index(of: header.incarnation) {
      comeBack(index, header, from: peer, at: now)
    } else {
      join(hello, header, from: peer, at: now)
    }
  }

  private func refusal(of hello: Hello, _ header: FrameHeader, _ standing: Standing) -> Refusal? {
    if let refusal = Refusal.protocols(of: hello, plan: plan) { return refusal }
    if let refusal = Refusal.name(of: hello) { return refusal }
    if let refusal = Refusal.key(of: hello, standing) { return refusal }
    if let index = index(of: header.incarnation) {
      // Another worker that knows a member's incarnation takes nothing from it.
      return members[index].info.name == hello.name ? nil : .nameInUse(by: members[index].info, standing)
    }
    if barred.contains(hello.name) { return .barred(hello.name) }
    if drained.contains(hello.name) { return .drained(hello.name) }
    if fenced.contains(header.incarnation) { return .fenced(hello.name) }
    switch phase {
    case .gathering, .preparing, .running, .evaluating, .waiting: break
    case .closing, .finishing, .finished: return .stopping(plan.welcome.runName)
    }
    if let holder = members.first(where: { $0.info.name == hello.name && !$0.isUnreachable }) {
      return .nameInUse(by: holder.info, standing)
    }
    let others = members.count { $0.info.name != hello.name }
    let most = min(plan.maxWorkers ?? Self.mostMembers, Self.mostMembers)
    return others < most ? nil : .full(most)
  }

  private mutating func refuse(
    _ hello: Hello, _ header: FrameHeader, from peer: PeerID, with refusal: Refusal, at now: Duration
  ) {
    var answer = header
    answer.kindCode = Kind.refused.rawValue
    (answer.run, answer.term, answer.life) = (plan.run, plan.term, plan.life)
    emit(.send(.refused(refusal), answer, to: peer))
    if isNews(refusal, name: hello.name, at: now) {
      report(.refused(name: hello.name, address: peer.address, message: refusal.message))
    }
  }

  /// The same refusal of the same name is reported once in 30 s.
  mutating func isNews(_ refusal: Refusal, name: String, at now: Duration) -> Bool {
    let key = "\(refusal.code.rawValue) \(name)"
    if let last = refusals[key], now - last < .seconds(30) { return false }
    if refusals.count >= 64 { refusals.removeAll() }
    refusals[key] = now
    return true
  }

  /// The same process says hello again: it has new sockets, or has not heard the welcome.
  private mutating func comeBack(_ index: Int, _ header: FrameHeader, from peer: PeerID, at now: Duration) {
    if header.session > members[index].session {
      members[index].reconnect(session: header.session, peer: peer, sequence: header.sequence, at: now)
      report(.reconnected(name: members[index].info.name))
      if header.run != plan.run { beginAnew(index, at: now) }
    }
    welcome(members[index])
  }

  private mutating func join(_ hello: Hello, _ header: FrameHeader, from peer: PeerID, at now: Duration) {
    if let old = members.firstIndex(where: { $0.info.name == hello.name }) {
      lost(old, because: "its connection broke and another process took its name", at: now)
    }
    let info = WorkerInfo(
      name: hello.name, host: hello.host, pid: hello.pid, threads: hello.threads, instructionSet: hello.isa,
      address: peer.address)
    var member = Member(
      info: info, incarnation: header.incarnation, session: header.session, peer: peer, sequence: header.sequence,
      at: now)
    member.holding = holding(hello, header)
    awaitNoLonger(name: hello.name, incarnation: header.incarnation)
    // Before the start the newest replica counts, whenever it comes.
    if member.holds(beyond: committed), phase.isOpen { takeOver.isDecided = false }
    members.append(member)
    welcome(member)
    report(.joined(info, members: members.count))
    if let objection = member.holding.flatMap(objection) { report(.passedOver(name: info.name, reason: objection)) }
    settle(at: now)
  }

  mutating func welcome(_ member: Member) {
    var welcome = plan.welcome
    welcome.name = member.info.name
    welcome.members = members.count
    send(.welcome(welcome), to: member)
  }

  mutating func ownReplicaPrepared(_ digests: Digests, at now: Duration) {
    guard self.digests == nil else { return }
    self.digests = digests
    for member in members {
      guard case .judged(let ready) = member.stage, let index = index(of: member.incarnation) else { continue }
      judge(ready, of: index, by: digests, at: now)
    }
    settle(at: now)
  }

  mutating func received(_ ready: Ready, from index: Int, at now: Duration) {
    switch members[index].stage {
    case .preparing, .judged:
      members[index].stage = .judged(later: ready)
      if let digests { judge(ready, of: index, by: digests, at: now) }
      settle(at: now)
    case .ready: bringIn(index, at: now)
    }
  }

  /// It goes on saying ready until it hears the deal, or gets a snapshot.
  mutating func bringIn(_ index: Int, at now: Duration) {
    guard takeOver.isDecided, !takeOver.isGoingBack else { return }
    switch members[index].place {
    case .joining: break
    // One that is ahead waits for the run to reach its step.
    case .outside where members[index].holds(beyond: committed) && !phase.isWaiting: break
    case .outside where members[index].holding.map { $0 == takeOver.adopted } ?? false && phase.isOpen:
      takeIn(index, holding: committed, at: now)
    case .outside: beginJoin(index, at: now)
    case .inside where committed > 0 && members[index].held == 0: beginJoin(index, at: now)
    case .inside: if phase.isTraining { sendDeal(to: index, at: now) }
    }
  }

  private mutating func judge(_ ready: Ready, of index: Int, by digests: Digests, at now: Duration) {
    let member = members[index]
    if let refusal = Refusal.digests(ready, of: member.info, against: digests, plan: plan) {
      send(.refused(refusal), to: member)
      report(.refused(name: member.info.name, address: member.info.address, message: refusal.message))
      return remove(index)
    }
    if ready.fingerprint != digests.fingerprint {
      report(.differentBits(name: member.info.name, message: Refusal.bits(of: member.info, against: digests)))
    }
    members[index].stage = .ready(lanes: max(1, ready.lanes))
    let ready = members.count { $0.lanes != nil }
    report(.ready(name: member.info.name, ready: ready, needed: plan.minWorkers))
    bringIn(index, at: now)
  }

  /// Starts the run when everybody who is needed, and everybody who came, is ready; those that take long come in later.
  mutating func settle(at now: Duration) {
    guard phase.isOpen, !takeOver.isGoingBack else { return }
    phase = members.count >= plan.minWorkers ? .preparing : .gathering
    guard decideTakeOver(at: now), phase.isOpen else { return }
    // A run whose work is all done needs nobody.
    guard digests != nil, !hasWorkLeft || able(fromStep: committed + 1, at: now).count >= max(1, plan.minWorkers) else {
      enoughSince = nil
      return
    }
    let since = enoughSince ?? now
    enoughSince = since
    guard !hasWorkLeft || everybodyIsIn || now - since >= plan.times.suspect else { return }
    start(at: now)
  }

  private var hasWorkLeft: Bool {
    committed < plan.training.totalSteps || isEvaluationDue(after: committed)
  }

  private var everybodyIsIn: Bool {
    localWorkersAreHere
      && members.allSatisfy { $0.lanes != nil && ($0.isInside || $0.holds(beyond: committed)) }
  }

  /// Those that this coordinator has started come in a moment; one that failed once is not waited for.
  private var localWorkersAreHere: Bool {
    plan.localWorkers.allSatisfy { name in localWorkers[name] != nil || members.contains { $0.info.name == name } }
  }
}

extension Hello {
  /// A worker without a name of its own has that of its key.
  fileprivate func named(by standing: Standing) -> Hello {
    guard name.isEmpty, case .known(let identity) = standing else { return self }
    var hello = self
    hello.name = identity.name
    return hello
  }
}
