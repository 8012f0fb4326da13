import Cluster
import TestKit
import Wire

/// Leads a coordinator machine by hand to a running step with members that are ready.
struct CoordinatorDriver {
  var machine: CoordinatorMachine
  private(set) var plan: CoordinatorPlan
  var now: Duration = .zero
  private(set) var incarnations: [UInt64] = []
  private var sequence: UInt64 = 0

  init(
    training: TrainingPlan = .toy(), minWorkers: Int = 1, requireSameBits: Bool = true, lineage: [LineageMember] = [],
    auditEvery: Int? = nil, checkpoints: CheckpointPolicy? = nil, evaluationDueAt: Int? = nil
  ) {
    let welcome = Welcome(
      name: "", runName: "toy", settings: "{}", dataFiles: [], members: 0, requireSameBits: requireSameBits)
    plan = CoordinatorPlan(
      run: RunID(high: 1, low: 2), term: 3, life: 4, welcome: welcome, training: training, minWorkers: minWorkers,
      build: "1.0")
    plan.lineage = lineage
    (plan.auditEvery, plan.checkpoints) = (auditEvery, checkpoints)
    (plan.firstStep, plan.evaluationDue) = (evaluationDueAt ?? 0, evaluationDueAt != nil)
    machine = CoordinatorMachine(plan: plan)
  }

  static func peer(_ worker: Int, _ channel: Channel = .control) -> PeerID {
    PeerID(routingID: Array("\(worker).\(channel)".utf8), router: 0, address: "10.0.0.\(worker)")
  }

  /// A header as this worker's shell would send it next.
  mutating func header(_ kind: Kind, worker: Int, step: UInt64 = 0) -> FrameHeader {
    sequence += 1
    return FrameHeader(
      kind: kind, run: plan.run, term: plan.term, life: plan.life, incarnation: UInt64(worker), session: 1,
      sequence: sequence, step: step)
  }

  /// One chunk of a node of the toy's vector.
  mutating func node(_ level: UInt16, _ index: UInt32, step: UInt64, worker: Int) -> FrameHeader {
    var header = header(.node, worker: worker, step: step)
    (header.nodeLevel, header.nodeIndex, header.chunks) = (level, index, 1)
    header.bodyLength = UInt32(plan.training.vector.floats * 4)
    return header
  }

  /// Members obey this life from now on.
  mutating func follow(term: UInt64, life: UInt64) { (plan.term, plan.life) = (term, life) }

  @discardableResult
  mutating func give(_ event: CoordinatorEvent) -> [CoordinatorDirective] {
    machine.handle(event, at: now)
  }

  /// Admits a frame and gives its message.
  @discardableResult
  mutating func receive(_ message: Message, from worker: Int, over channel: Channel = .control)
    -> [CoordinatorDirective]
  {
    let header = header(message.kind, worker: worker)
    guard machine.admit(header, from: Self.peer(worker, channel), at: now) == .accept else { return [] }
    return give(.received(from: Self.peer(worker, channel), header, message))
  }

  static func hello(_ name: String, isa: String = "avx2") -> Message {
    .hello(Hello(name: name, host: "host", pid: 7, threads: 1, isa: isa, build: "1.0"))
  }

  static func ready(_ digests: Digests = .simulated, lanes: Int = 1) -> Message {
    .ready(
      Ready(
        dataDigest: digests.data, modelDigest: digests.model, fingerprint: digests.fingerprint, lanes: lanes))
  }

  /// Workers 1... join and get ready, with a bulk channel each.
  @discardableResult
  mutating func start(workers: Int) -> [CoordinatorDirective] {
    give(.prepared(.simulated))
    for worker in 1...workers {
      receive(Self.hello("w\(worker)"), from: worker)
      receive(.heartbeat(Heartbeat()), from: worker, over: .bulk)
    }
    return (1...workers).flatMap { receive(Self.ready(), from: $0) }
  }

  /// Time passes, with heartbeats of these workers.
  mutating func pass(_ duration: Duration, alive: [Int]) -> [CoordinatorDirective] {
    let end = now + duration
    var directives: [CoordinatorDirective] = []
    while now < end {
      now += .milliseconds(500)
      for worker in alive {
        receive(.heartbeat(Heartbeat()), from: worker)
        receive(.heartbeat(Heartbeat()), from: worker, over: .bulk)
      }
      directives += give(.tick)
    }
    return directives
  }
}

extension [CoordinatorDirective] {
  /// What was sent on control and bulk, heartbeats left out.
  var messages: [Message] {
    compactMap { if case .send(let message, _, _) = $0, message.kind != .heartbeat { message } else { nil } }
  }

  var deals: [Deal] {
    messages.compactMap { if case .deal(let deal) = $0 { deal } else { nil } }
  }

  var reports: [CoordinatorReport] {
    compactMap { if case .report(let report) = $0 { report } else { nil } }
  }

  var outcome: Outcome? {
    for case .finish(let outcome) in self { return outcome }
    return nil
  }

  var refusal: Refusal? {
    for case .refused(let refusal) in messages { return refusal }
    return nil
  }
}

extension CoordinatorReport {
  func isLoss(of name: String) -> Bool {
    if case .lost(name, _, _) = self { true } else { false }
  }
}
