import Names
import Wire

// What a person asks for while the run goes on.
extension CoordinatorMachine {
  /// So many workers fit into a message for certain.
  private static let mostListed = 128

  mutating func received(_ ask: Ask, _ header: FrameHeader, from peer: PeerID, at now: Duration) {
    let mayAsk = peer.standing.mayAsk
    let answer = mayAsk ? answer(to: ask, at: now) : Answer(isDone: false, peer.standing.objection)
    if mayAsk, ask.what != .status {
      report(.asked(ask.what.rawValue + (ask.worker.map { " \($0.printable(64))" } ?? ""), by: peer.standing.asker))
    }
    var header = header
    (header.run, header.term, header.life) = (plan.run, plan.term, plan.life)
    emit(.send(.answer(answer), header, to: peer))
    // After the answer, which nobody would hear otherwise.
    if mayAsk, ask.what == .stop { stopRequested(at: now) }
  }

  private mutating func answer(to ask: Ask, at now: Duration) -> Answer {
    switch ask.what {
    case .status: return Answer(isDone: true, "", state: state(at: now))
    case .stop:
      let isSecond = phase.isClosing || !(phase.isTraining || phase.isOpen)
      return Answer(isDone: true, isSecond ? "ending at once" : "stopping after step \(committed)")
    case .checkpoint:
      guard plan.checkpoints != nil, phase.isTraining else {
        return Answer(isDone: false, "the run is not training, or writes no checkpoints")
      }
      requestCheckpoint(at: now)
      return Answer(isDone: true, "a checkpoint will be written, of step \(committed) or the next")
    case .drain, .admit:
      guard let name = ask.worker, PlainName.isValid(name) else {
        return Answer(isDone: false, "worker: expected \(PlainName.rule)")
      }
      return ask.what == .drain ? drain(name, at: now) : admit(name)
    case .other: return Answer(isDone: false, "this coordinator (build \(plan.build)) does not know what is asked for")
    }
  }

  private mutating func drain(_ name: String, at now: Duration) -> Answer {
    guard let index = members.firstIndex(where: { $0.info.name == name }) else {
      guard drained.contains(name) else { return Answer(isDone: false, "no worker \(name) in the run") }
      return Answer(isDone: true, "worker \(name) is sent away already")
    }
    drained.insert(name)
    send(.refused(.drained(name)), to: members[index])
    left(index, reason: "it was sent away", at: now)
    return Answer(isDone: true, "worker \(name) is sent away; members \(members.count)")
  }

  private mutating func admit(_ name: String) -> Answer {
    guard drained.remove(name) != nil else { return Answer(isDone: false, "worker \(name) was not sent away") }
    return Answer(isDone: true, "worker \(name) may come again")
  }

  private func state(at now: Duration) -> RunState {
    RunState(
      run: plan.welcome.runName, phase: phase.word, step: committed, steps: plan.training.totalSteps,
      stepsPerEpoch: plan.training.batches.stepsPerEpoch, term: plan.term, seconds: now / .seconds(1),
      training: training.flatMap(StateFigures.init), validation: validation.flatMap(StateFigures.init),
      checkpoint: saving.saved, minWorkers: plan.minWorkers,
      workers: members.prefix(Self.mostListed).map { state(of: $0, at: now) },
      others: max(0, members.count - Self.mostListed))
  }

  private func state(of member: Member, at now: Duration) -> RunState.WorkerState {
    RunState.WorkerState(
      name: member.info.name, host: member.info.host.printable(64), address: member.info.address,
      pid: member.info.pid, threads: member.info.threads, instructionSet: member.info.instructionSet,
      state: member.isSuspect || member.isUnreachable ? "silent" : member.word, shards: member.part.shards.count,
      holds: member.held, silence: member.silence(at: now) / .seconds(1))
  }
}

extension CoordinatorPhase {
  fileprivate var word: String {
    switch self {
    case .gathering, .preparing: "gathering"
    case .running, .evaluating: "training"
    case .waiting: "waiting"
    case .closing, .finishing, .finished: "stopping"
    }
  }
}

extension Member {
  fileprivate var word: String {
    switch (stage, place) {
    case (.preparing, _): "preparing"
    case (_, .outside): "ready"
    case (_, .joining): "catching up"
    case (_, .inside): "training"
    }
  }
}

extension StateFigures {
  fileprivate init?(_ figures: StepFigures) {
    let loss = figures.figures.loss
    // JSON has no word for anything else.
    guard loss.isFinite, figures.figures.samples > 0 else { return nil }
    self.init(
      step: figures.step, loss: loss, accuracy: Double(figures.figures.correct) / Double(figures.figures.samples))
  }
}

extension Standing {
  /// Whether this one may ask for things.
  var mayAsk: Bool {
    switch self {
    case .owner: true
    case .known(let identity): !identity.isWorker
    case .unasked, .removed: false
    }
  }

  fileprivate var objection: String {
    guard case .known(let identity) = self else {
      return "this coordinator listens without keys: ask on its own host, by the directory of the run"
    }
    return "key \(identity.key) is that of worker \(identity.name), which may not ask; make one with mgd keygen --admin"
  }

  fileprivate var asker: String {
    guard case .known(let identity) = self else { return "a user of this host" }
    return identity.name
  }
}
