import Cluster
import Keys
import Reduction
import Training
import Wire
import ZeroMQ

/// A worker's one socket thread: moves frames, asks the machine, carries out its directives. Whatever computes runs elsewhere.
///
/// Belongs to the thread that calls ``run()``.
final class WorkerLoop {
  typealias Inbox = Mailbox<WorkerEvent>

  private var machine: WorkerMachine
  private let inbox: Inbox
  private let poller: Poller
  private let context: Context
  private let endpoint: Endpoint
  private let keys: WorkerKeys?
  private var ownKey: PublicKey?
  private let reach: Reach
  private var nextRebuild = Duration.zero
  private let clock: RunClock
  private let observer: @Sendable (WorkerReport) -> Void
  private let turned: (Duration) -> Void
  private let computation: Computation
  private var ports: [ClientPort] = []
  private var pending: [WorkerEvent] = []
  private var average = AverageStaging()
  private var replicas = ReplicaTransfer()
  private var outcome: Outcome?
  /// Counts connections, so that a host of several addresses is tried at each of them.
  private var attempts = 0

  init(
    machine: WorkerMachine, inbox: Inbox, computation: Computation, endpoint: Endpoint, keys: WorkerKeys?,
    clock: RunClock,
    observer: @escaping @Sendable (WorkerReport) -> Void, turned: @escaping (Duration) -> Void
  ) throws(SocketError) {
    self.machine = machine
    self.inbox = inbox
    self.computation = computation
    self.endpoint = endpoint
    self.keys = keys
    reach = Reach(endpoint, observer)
    self.clock = clock
    self.observer = observer
    self.turned = turned
    context = try Context()
    poller = Poller(wakeUp: inbox.wakeUp)
  }

  /// Runs until the machine says that this worker is done.
  func run() throws(SocketError) -> Outcome {
    try handle(.started)
    var (regularTick, nextTick) = (Duration.zero, Duration.zero)
    while true {
      let now = clock.now
      if now >= nextTick {
        try handle(.tick)
        turned(now)
        regularTick = now + machine.times.tick
      }
      if let outcome { return try leave(outcome) }
      nextTick = min(regularTick, machine.nextDeadline(after: now) ?? regularTick)
      try poller.wait(timeout: nextTick - clock.now)
      for event in inbox.takeAll() { try handle(event) }
      for port in ports where poller.canReceive(port.monitor) { try watch(port) }
      for port in ports { try receive(from: port) }
      for port in ports { try port.flush() }
    }
  }

  private func watch(_ port: ClientPort) throws(SocketError) {
    var isDead = false
    while let event = try port.monitor.next() {
      reach.note(event, ownKey: ownKey, at: clock.now)
      if case .handshakeFailed = event { isDead = true }
    }
    // libzmq never tries again after that: a member that waited for its watchdog would be lost to the run.
    guard isDead, machine.isLookingForCoordinator, machine.isMember, clock.now >= nextRebuild else { return }
    nextRebuild = clock.now + machine.times.heartbeat
    try handle(.keysChanged)
  }

  private func receive(from port: ClientPort) throws(SocketError) {
    // A directive may have closed the socket meanwhile.
    while outcome == nil, ports.contains(where: { $0 === port }), let arrival = try port.socket.receive() {
      try take(arrival, over: port.channel)
    }
  }

  private func take(_ arrival: Socket.Arrival, over channel: Channel) throws(SocketError) {
    guard arrival.extraParts == 0 else {
      return try handle(.malformed(over: channel, reason: "several parts", otherVersion: nil))
    }
    let frame = arrival.frame
    let header: FrameHeader
    do {
      header = try FrameCodec.header(of: frame.bytes)
    } catch {
      return try handle(.malformed(over: channel, reason: error.reason, otherVersion: error.otherVersion))
    }
    guard machine.admit(header, over: channel, at: clock.now) == .accept else { return }
    let event: WorkerEvent?
    do {
      event = try self.event(of: frame, header, over: channel)
    } catch {
      event = .spoiled(over: channel, header, reason: error.reason)
    }
    try handle(event)
  }

  /// The event that an admitted frame is; nil for a chunk after which others are missing, and for a piece that nobody waits for.
  private func event(
    of frame: Frame, _ header: FrameHeader, over channel: Channel
  ) throws(FrameProblem) -> WorkerEvent? {
    switch header.kind {
    case .average:
      try FrameCodec.verifyBody(of: frame.bytes, header: header)
      return try stageAverage(frame, header)
    case .snapshot:
      try FrameCodec.verifyBody(of: frame.bytes, header: header)
      return try replicas.stage(frame, header)
    case .data:
      try FrameCodec.verifyBody(of: frame.bytes, header: header)
      return keep(frame, header)
    default: return .received(over: channel, header, try FrameCodec.message(of: frame.bytes, header: header))
    }
  }

  private func keep(_ frame: Frame, _ header: FrameHeader) -> WorkerEvent? {
    do {
      let isKept = try computation.cache.keep(FrameCodec.body(of: frame.bytes), header)
      return isKept ? .dataStaged(header) : nil
    } catch {
      return .preparationFailed(run: header.run, message: "\(error)", exitCode: error.exitCode)
    }
  }

  private func stageAverage(_ frame: Frame, _ header: FrameHeader) throws(FrameProblem) -> WorkerEvent? {
    guard let run = computation.session?.run else { return nil }
    guard let vector = try average.stage(frame, header, chunks: run.plan.vector) else { return nil }
    computation.keepAverage(vector, ofStep: Int(header.step))
    return .averageStaged(header)
  }

  private func handle(_ event: WorkerEvent?) throws(SocketError) {
    guard let event else { return }
    pending.append(event)
    var next = 0
    while next < pending.count, outcome == nil {
      for directive in machine.handle(pending[next], at: clock.now) { try perform(directive) }
      next += 1
    }
    pending.removeAll(keepingCapacity: true)
  }

  private func perform(_ directive: WorkerDirective) throws(SocketError) {
    switch directive {
    case .openSockets(let session): openSockets(session)
    case .send(let message, let header, let channel): try port(channel)?.send(message, header)
    case .prepare(let run, let welcome): computation.prepare(run, welcome)
    case .prepareAgain(let run): computation.prepareAgain(run)
    case .compute(let task): computation.compute(task)
    case .allowAhead(let step): computation.allowAhead(through: step)
    case .sendNodes(let step, let nodes, let header): try send(nodes, ofStep: step, header)
    case .cancel(let step): computation.cancel(throughStep: step)
    case .applyRoot(let step, _, let samples): computation.applyRoot(step: step, samples: samples)
    case .applyAverage(let step, _): computation.applyAverage(step: step)
    case .skipStep(let step): computation.skip(step: step)
    case .expectSnapshot(let step, let state):
      if let failure = replicas.expect(step, state, computation.session) { pending.append(failure) }
    case .applySnapshot(let step, let state):
      if let numbers = replicas.takeStaged(step) { computation.apply(numbers, state, step: step) }
    case .sendSnapshot(let step, let header):
      guard let message = replicas.begin(step, header, computation.session) else { return }
      try port(.bulk)?.send(message.0, message.1)
      try sendDueChunks()
    case .continueSnapshot(let received):
      replicas.acknowledge(received)
      try sendDueChunks()
    case .digestReplica(let step): computation.digestReplica(step: step)
    case .release(let step): computation.release(through: step)
    case .evaluate(let step, let shards): computation.evaluate(step: step, shards: shards)
    case .evaluationCommitted(let evaluation): computation.take(evaluation)
    case .leaveRun: leaveRun()
    case .report(let report): observer(report)
    case .finish(let outcome): self.outcome = outcome
    }
  }

  private func sendDueChunks() throws(SocketError) {
    for (chunk, sending) in replicas.due() {
      try port(.bulk)?.send(chunk: chunk, of: sending.chunks, sending.copy.numbers, sending.header)
    }
  }

  private func port(_ channel: Channel) -> ClientPort? { ports.first { $0.channel == channel } }

  private func send(_ nodes: [TreeNode], ofStep step: Int, _ header: FrameHeader) throws(SocketError) {
    for node in nodes {
      guard let vector = computation.vector(of: node, step: step, isAudit: header.kind == .audited) else { continue }
      var header = header
      header.nodeLevel = UInt16(node.level)
      header.nodeIndex = UInt32(node.index)
      try port(.bulk)?.send(vector, header)
    }
  }

  /// A name that does not resolve now may do so later: it is said, and the machine asks for new sockets again.
  private func openSockets(_ session: UInt64) {
    closeSockets(linger: .zero)
    let name = machine.identity.name
    if machine.isLookingForCoordinator { reach.look(at: clock.now) }
    do {
      let security = try security()
      for channel in Channel.allCases {
        // New for every socket: a ROUTER ignores a second connection of the same name.
        let routing = RoutingID("\(name).\(String(UInt64.random(in: 1...UInt64.max), radix: 16))")
        let port = try ClientPort(
          channel, to: endpoint, id: routing, attempt: attempts, context: context, security: security)
        ports.append(port)
        poller.add(port.socket)
        poller.add(port.monitor)
      }
      attempts += 1
      pending.append(.socketsOpen(session: session))
    } catch {
      closeSockets(linger: .zero)
      reach.note(error, at: clock.now)
    }
  }

  private func security() throws(KeyFileError) -> Security {
    guard let keys = try keys?.read() else { return .none }
    ownKey = keys.own.publicKey
    return .client(keys.own, server: keys.coordinator)
  }

  private func closeSockets(linger: Duration) {
    for port in ports {
      poller.remove(port.socket)
      poller.remove(port.monitor)
      port.socket.close(linger: linger)
    }
    ports.removeAll()
    average = AverageStaging()
    replicas = ReplicaTransfer()
  }

  private func leaveRun() {
    average = AverageStaging()
    replicas = ReplicaTransfer()
    computation.leaveRun()
  }

  /// The goodbye gets the time to leave.
  private func leave(_ outcome: Outcome) throws(SocketError) -> Outcome {
    let end = clock.now + .seconds(1)
    while ports.contains(where: { !$0.isIdle }), clock.now < end {
      try poller.wait(timeout: .milliseconds(10))
      for port in ports { try port.flush() }
    }
    closeSockets(linger: .seconds(1))
    computation.leaveRun()
    return outcome
  }
}
