import Cluster
import Reduction
import Training
import Wire
import ZeroMQ

/// The coordinator's one socket thread: moves frames, asks the machine, carries out its directives.
///
/// Belongs to the thread that calls ``run()``. The flow of a frame is the one that `CoordinatorEvent` prescribes.
final class CoordinatorLoop {
  /// What other threads leave for this one.
  typealias Inbox = Mailbox<CoordinatorEvent>

  private var machine: CoordinatorMachine
  private let inbox: Inbox
  private let poller: Poller
  private let ports: [ServerPort]
  private let clock: RunClock
  private let observer: any CoordinatorObserver
  private var reducer: Reducer
  private var pending: [CoordinatorEvent] = []
  private var outcome: Outcome?
  private var averageHeader: FrameHeader?

  /// So many frames of a port are taken before the others and the timers have their turn.
  private static let framesPerTurn = 256

  init(
    machine: CoordinatorMachine, inbox: Inbox, ports: [ServerPort], reducer: Reducer, clock: RunClock,
    observer: any CoordinatorObserver
  ) {
    self.machine = machine
    self.inbox = inbox
    self.ports = ports
    self.reducer = reducer
    self.clock = clock
    self.observer = observer
    poller = Poller(wakeUp: inbox.wakeUp)
    for port in ports {
      poller.add(port.socket)
      poller.add(port.monitor)
    }
  }

  /// Runs until the machine says that the run is over.
  func run() throws(SocketError) -> Outcome {
    var nextTick = Duration.zero
    while true {
      let now = clock.now
      if now >= nextTick {
        try handle(.tick)
        nextTick = now + machine.plan.times.tick
      }
      if let outcome { return try leave(outcome) }
      try poller.wait(timeout: nextTick - clock.now)
      for event in inbox.takeAll() { try handle(event) }
      for port in ports where poller.canReceive(port.monitor) { while try port.monitor.next() != nil {} }
      for port in ports { try receive(from: port) }
      for port in ports { try flush(port) }
    }
  }

  private func receive(from port: ServerPort) throws(SocketError) {
    for _ in 0..<Self.framesPerTurn where outcome == nil {
      guard let (peer, arrival) = try port.receive() else { return }
      try take(arrival, from: peer)
    }
  }

  private func take(_ arrival: Socket.Arrival, from peer: PeerID) throws(SocketError) {
    guard arrival.extraParts == 0 else {
      return try handle(.malformed(from: peer, reason: "several parts", otherVersion: nil))
    }
    let frame = arrival.frame
    let header: FrameHeader
    do {
      header = try FrameCodec.header(of: frame.bytes)
    } catch {
      return try handle(.malformed(from: peer, reason: error.reason, otherVersion: error.otherVersion))
    }
    guard machine.admit(header, from: peer, at: clock.now) == .accept else { return }
    do {
      try handle(try event(of: frame, header, from: peer))
    } catch let problem as FrameProblem {
      try handle(.spoiled(from: peer, header, reason: problem.reason))
    } catch let error as SocketError {
      throw error
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// The event that an admitted frame is; nil for a chunk that is not the last of its node.
  private func event(
    of frame: Frame, _ header: FrameHeader, from peer: PeerID
  ) throws(FrameProblem) -> CoordinatorEvent? {
    guard header.kind == .node else {
      return .received(from: peer, header, try FrameCodec.message(of: frame.bytes, header: header))
    }
    try FrameCodec.verifyBody(of: frame.bytes, header: header)
    return try reducer.stage(frame, header) ? .nodeStaged(from: peer, header) : nil
  }

  private func handle(_ event: CoordinatorEvent?) throws(SocketError) {
    guard let event else { return }
    pending.append(event)
    var next = 0
    while next < pending.count, outcome == nil {
      for directive in machine.handle(pending[next], at: clock.now) { try perform(directive) }
      next += 1
    }
    pending.removeAll(keepingCapacity: true)
  }

  private func perform(_ directive: CoordinatorDirective) throws(SocketError) {
    switch directive {
    case .send(let message, let header, let peer):
      try ports[peer.router].send(message, header, to: peer, unreachable: { pending.append(.peerUnreachable($0)) })
    case .reduce(let step, let attempt):
      pending.append(reducer.reduce(step: step, attempt: attempt))
    case .commit(let commit):
      let average = reducer.commit(commit)
      for peer in commit.recipients { try sendAverage(ofStep: commit.step, to: peer) }
      let applied = reducer.apply(average, step: commit.step) { [inbox] in inbox.post(.applied(step: commit.step)) }
      if let applied { pending.append(applied) }
    case .repeatAverage(let step, let peer): try sendAverage(ofStep: step, to: peer)
    case .discard(let step, let attempt): reducer.discard(step: step, attempt: attempt)
    case .forget(let incarnation): reducer.forget(incarnation: incarnation)
    case .sendSnapshot, .continueSnapshot, .startLocalWorker, .checkpoint, .keepLineage, .fetchReplica, .digestReplica,
      .raiseTerm, .audit, .evaluationCommitted:
      break
    case .report(let report): observer.observe(report)
    case .finish(let outcome): self.outcome = outcome
    }
  }

  private func sendAverage(ofStep step: Int, to peer: PeerID) throws(SocketError) {
    for frame in reducer.frames(ofStep: step) {
      try ports[peer.router].send(frame, to: peer, unreachable: { pending.append(.peerUnreachable($0)) })
    }
  }

  private func flush(_ port: ServerPort) throws(SocketError) {
    for peer in try port.flush() { try handle(.peerUnreachable(peer)) }
  }

  /// The last messages get the time to leave.
  private func leave(_ outcome: Outcome) throws(SocketError) -> Outcome {
    reducer.finish()
    let end = clock.now + .seconds(1)
    while ports.contains(where: { !$0.isIdle }), clock.now < end {
      try poller.wait(timeout: .milliseconds(10))
      for port in ports { _ = try port.flush() }
    }
    for port in ports { port.socket.close(linger: .seconds(1)) }
    return outcome
  }
}
