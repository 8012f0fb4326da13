import Cluster
import Reduction
import Training
import Wire
import ZeroMQ

/// A worker's one socket thread: moves frames, asks the machine, carries out its directives. Whatever computes runs elsewhere.
///
/// Belongs to the thread that calls ``run()``.
final class WorkerLoop {
  typealias Inbox = Mailbox<WorkerEvent>

  private(set) var machine: WorkerMachine
  private let inbox: Inbox
  private let poller: Poller
  let connection: Connection
  let reach: Reach
  private var nextRebuild = Duration.zero
  private var stillness = Stillness()
  let clock: RunClock
  let observer: @Sendable (WorkerReport) -> Void
  private let turned: (Duration) -> Void
  let computation: Computation
  /// What the directives at hand lead to at once.
  var pending: [WorkerEvent] = []
  var average = AverageStaging()
  var replicas = ReplicaTransfer()
  var outcome: Outcome?

  init(
    machine: WorkerMachine, inbox: Inbox, computation: Computation, endpoint: Endpoint, keys: WorkerKeys?,
    clock: RunClock,
    observer: @escaping @Sendable (WorkerReport) -> Void, turned: @escaping (Duration) -> Void
  ) throws(SocketError) {
    self.machine = machine
    self.inbox = inbox
    self.computation = computation
    self.clock = clock
    self.observer = observer
    self.turned = turned
    reach = Reach(endpoint, observer)
    poller = Poller(wakeUp: inbox.wakeUp)
    connection = try Connection(to: endpoint, keys: keys, poller: poller, wakeUp: inbox.wakeUp, reach: reach)
  }

  /// Runs until the machine says that this worker is done.
  func run() throws(SocketError) -> Outcome {
    try handle(.started)
    var (regularTick, nextTick) = (Duration.zero, Duration.zero)
    while true {
      let now = clock.now
      if now >= nextTick {
        try handle(.tick)
        try lookAtComputation(at: now)
        turned(now)
        regularTick = now + machine.times.tick
      }
      if let outcome { return try leave(outcome) }
      nextTick = min(regularTick, machine.nextDeadline(after: now) ?? regularTick)
      try poller.wait(timeout: nextTick - clock.now)
      for event in inbox.takeAll() { try handle(event) }
      try handle(openFound())
      if try connection.hasFailedHandshake(at: clock.now) { try openOthers() }
      for port in connection.ports { try receive(from: port) }
      try connection.flush()
    }
  }

  private func lookAtComputation(at now: Duration) throws(SocketError) {
    let (atWork, times) = (computation.activity.atWork, machine.times)
    if atWork != nil, !stillness.isStill(atWork) {
      let place = computation.activity.place
      try handle(.progressed(shard: place.shard, layer: place.layer))
    }
    if let still = stillness.look(atWork, at: now, atMost: times.tick * 2, patience: times.hanging) {
      try handle(.hanging(still))
    }
  }

  /// The sockets that a directive asked for: at once, or when DNS has answered.
  func openFound() -> WorkerEvent? {
    connection.openFound(as: machine.identity.name, at: clock.now).map { .socketsOpen(session: $0) }
  }

  /// A member that waited for its watchdog would be lost to the run.
  private func openOthers() throws(SocketError) {
    guard machine.isLookingForCoordinator, machine.isMember, clock.now >= nextRebuild else { return }
    nextRebuild = clock.now + machine.times.heartbeat
    try handle(.keysChanged)
  }

  private func receive(from port: ClientPort) throws(SocketError) {
    // A directive may have closed the socket meanwhile.
    while outcome == nil, connection.ports.contains(where: { $0 === port }), let arrival = try port.socket.receive() {
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
      return computation.failure(of: header.run, error)
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

  /// The goodbye gets the time to leave.
  private func leave(_ outcome: Outcome) throws(SocketError) -> Outcome {
    let end = clock.now + .seconds(1)
    while !connection.isIdle, clock.now < end {
      try poller.wait(timeout: .milliseconds(10))
      try connection.flush()
    }
    connection.close(linger: .seconds(1))
    computation.leaveRun()
    return outcome
  }
}
