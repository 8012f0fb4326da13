import Cluster
import Dispatch
import Keys
import Training
import Wire
import ZeroMQ

/// The coordinator's one socket thread: moves frames, asks the machine, carries out its directives.
///
/// Belongs to the thread that calls ``run()``. The flow of a frame is the one that `CoordinatorEvent` prescribes.
final class CoordinatorLoop {
  /// What other threads leave for this one.
  typealias Inbox = Mailbox<CoordinatorPost>

  private(set) var machine: CoordinatorMachine
  let inbox: Inbox
  let poller: Poller
  let ports: [ServerPort]
  private let clock: RunClock
  let observer: any CoordinatorObserver
  let archive: Archive
  let localWorkers: LocalFleet?
  let failpoints: Failpoints
  let data: DataSource
  var reducer: Reducer
  /// Where the run goes on that has no checkpoint: with its initial weights.
  let beginning: @Sendable () -> ReplicaCopy
  var pending: [CoordinatorEvent] = []
  var outcome: Outcome?
  var snapshots = SnapshotQueue()
  var fetch: ReplicaFetch?
  /// What a worker sent, while the machine decides whether it is adopted.
  var fetched: ReplicaCopy?
  /// What becomes a checkpoint when all replicas agree.
  var checkpoint: CheckpointCopy?
  let gatekeeper: Gatekeeper?
  private var notices = Notices<Endpoint>()
  private var unsent = Notices<Kind>()

  /// So many frames of a port are taken before the others and the timers have their turn.
  private static let framesPerTurn = 256

  init(
    machine: CoordinatorMachine, inbox: Inbox, ports: [ServerPort], reducer: Reducer, clock: RunClock,
    observer: any CoordinatorObserver, archive: Archive, localWorkers: LocalFleet?,
    failpoints: Failpoints, data: DataSource,
    beginning: @escaping @Sendable () -> ReplicaCopy
  ) {
    self.machine = machine
    self.inbox = inbox
    self.ports = ports
    self.reducer = reducer
    self.clock = clock
    self.observer = observer
    self.archive = archive
    self.localWorkers = localWorkers
    self.failpoints = failpoints
    self.data = data
    self.beginning = beginning
    poller = Poller(wakeUp: inbox.wakeUp)
    gatekeeper = ports.lazy.compactMap(\.gatekeeper).first
    if let gatekeeper { poller.add(gatekeeper.gate.socket) }
    for port in ports {
      poller.add(port.socket)
      poller.add(port.monitor)
    }
  }

  /// Runs until the machine says that the run is over.
  func run() throws(SocketError) -> Outcome {
    var (regularTick, nextTick) = (Duration.zero, Duration.zero)
    while true {
      let now = clock.now
      if now >= nextTick {
        try handle(.tick)
        observer.turned(at: now)
        regularTick = now + machine.plan.times.tick
      }
      if let outcome { return try leave(outcome) }
      nextTick = min(regularTick, machine.nextDeadline(after: now) ?? regularTick)
      try poller.wait(timeout: nextTick - clock.now)
      for post in inbox.takeAll() { try take(post) }
      try gatekeeper?.answer(at: clock.now, observer.observe)
      for port in ports where poller.canReceive(port.monitor) { try watch(port) }
      for port in ports { try receive(from: port) }
      for port in ports { try flush(port) }
    }
  }

  private func watch(_ port: ServerPort) throws(SocketError) {
    guard try port.failedHandshakes() > 0, notices.isNew(port.endpoint, at: clock.now) else { return }
    observer.observe(.handshakeFailed(endpoint: "\(port.endpoint)", isGuarded: port.gatekeeper != nil))
  }

  /// Whoever waits for a message that fits no frame waits in vain.
  func tell(_ problem: FrameProblem, of kind: Kind) {
    if unsent.isNew(kind, at: clock.now) { observer.observe(.notSent(kind, "\(problem)")) }
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
      for event in try events(of: frame, header, from: peer) { try handle(event) }
    } catch let problem as FrameProblem {
      try handle(.spoiled(from: peer, header, reason: problem.reason))
    } catch let error as SocketError {
      throw error
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// What an admitted frame is; nothing for a chunk after which others are missing.
  private func events(
    of frame: Frame, _ header: FrameHeader, from peer: PeerID
  ) throws(FrameProblem) -> [CoordinatorEvent] {
    switch header.kind {
    case .node, .audited:
      try FrameCodec.verifyBody(of: frame.bytes, header: header)
      return try reducer.stage(frame, header, from: peer)
    case .snapshot:
      try FrameCodec.verifyBody(of: frame.bytes, header: header)
      return try stageFetched(frame, header, from: peer)
    default:
      let message = try FrameCodec.message(of: frame.bytes, header: header)
      if case .snapshotState(let state) = message, fetch?.expects(header) == true { fetch?.take(state) }
      return [.received(from: peer, header, message)]
    }
  }

  private func take(_ post: CoordinatorPost) throws(SocketError) {
    switch post {
    case .event(let event): try handle(event)
    case .readKeysAgain: try readKeysAgain()
    case .data(let frame, let header, let peer):
      try ports[peer.router].send(piece: frame, header, to: peer) { pending.append(.peerUnreachable($0)) }
    case .copied(let copy, let digest, let recipient):
      // Nobody would ever acknowledge what is sent to one that has left meanwhile.
      guard machine.memberIncarnations.contains(recipient.header.incarnation) else { return }
      try sendReplica(copy, digest: digest, to: recipient)
    case .fetched(let copy, let incarnation, let digest):
      fetched = copy
      try handle(.replicaFetched(step: copy.position.step, from: incarnation, digest: digest))
      // The machine has taken it by now, or never will.
      fetched = nil
    case .checkpoint(let copied):
      checkpoint = copied
      try handle(.replicaCopied(step: copied.copy.position.step, digest: copied.digest))
    case .wentBack(let copy, let seconds, let place):
      reducer.goBack(to: copy)
      snapshots = SnapshotQueue()
      observer.wentBack(copy.position, seconds: seconds)
      try handle(.wentBack(place))
    }
  }

  private func readKeysAgain() throws(SocketError) {
    guard let gatekeeper else { return }
    do {
      let keys = try gatekeeper.readAgain()
      observer.observe(.keysRead(count: keys.count))
      try handle(.keysChanged(keep: keys))
    } catch let problem as KeyFileError {
      observer.observe(.keysNotRead("\(problem)"))
    } catch let error as SocketError {
      throw error
    } catch {
      preconditionFailure("\(error)")
    }
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

  private func flush(_ port: ServerPort) throws(SocketError) {
    for peer in try port.flush() { try handle(.peerUnreachable(peer)) }
  }

  /// The last messages get the time to leave.
  private func leave(_ outcome: Outcome) throws(SocketError) -> Outcome {
    for port in ports { port.stopListening() }
    reducer.finish()
    let end = clock.now + (outcome.isAtOnce ? .milliseconds(100) : .seconds(1))
    while ports.contains(where: { !$0.isIdle }), clock.now < end {
      try poller.wait(timeout: .milliseconds(10))
      for port in ports { _ = try port.flush() }
    }
    return outcome
  }
}
