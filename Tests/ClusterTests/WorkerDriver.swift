import Cluster
import TestKit
import Wire

/// Leads a worker machine by hand.
struct WorkerDriver {
  var machine: WorkerMachine
  var now: Duration = .zero
  var session: UInt64 = 1
  var run = RunID(high: 1, low: 2)
  var term: UInt64 = 3
  var life: UInt64 = 4
  private var sequence: UInt64 = 0

  init(once: Bool = false, patience: Duration? = nil) {
    machine = WorkerMachine(
      identity: WorkerIdentity(
        name: "w", host: "host", pid: 7, threads: 1, instructionSet: "avx2", build: "1.0", incarnation: 0xa,
        once: once, patience: patience))
    _ = machine.handle(.started, at: .zero)
    _ = machine.handle(.socketsOpen(session: 1), at: .zero)
  }

  mutating func header(_ kind: Kind, step: UInt64 = 0) -> FrameHeader {
    sequence += 1
    return FrameHeader(
      kind: kind, run: run, term: term, life: life, incarnation: 0xa, session: session, sequence: sequence, view: 1,
      step: step)
  }

  @discardableResult
  mutating func give(_ event: WorkerEvent) -> [WorkerDirective] {
    machine.handle(event, at: now)
  }

  @discardableResult
  mutating func receive(_ message: Message, step: UInt64 = 0, over channel: Channel = .control) -> [WorkerDirective] {
    let header = header(message.kind, step: step)
    guard machine.admit(header, over: channel, at: now) == .accept else { return [] }
    return give(.received(over: channel, header, message))
  }

  static let welcome = welcome()

  static func welcome(auditEvery: Int? = nil) -> Message {
    .welcome(
      Welcome(name: "w", runName: "toy", settings: "{}", dataFiles: [], members: 1, auditEvery: auditEvery))
  }

  /// Joins a run and is dealt these shards.
  @discardableResult
  mutating func join(
    _ plan: TrainingPlan = .toy(), shards: [Range<Int>] = [0..<4], evaluation: [Range<Int>] = [],
    auditEvery: Int? = nil
  ) -> [WorkerDirective] {
    receive(Self.welcome(auditEvery: auditEvery))
    give(.prepared(run: run, .simulated, plan, lanes: 1))
    return receive(
      .deal(Deal(view: 1, fromStep: 1, attempt: 0, shards: shards, evaluation: evaluation, members: 1)), step: 1)
  }

  /// Time passes in silence, in steps of a tick.
  mutating func pass(_ duration: Duration) -> [WorkerDirective] {
    let end = now + duration
    var directives: [WorkerDirective] = []
    while now < end {
      now += .milliseconds(125)
      directives += give(.tick)
    }
    return directives
  }
}

extension [WorkerDirective] {
  var messages: [Message] {
    compactMap { if case .send(let message, _, _) = $0, message.kind != .heartbeat { message } else { nil } }
  }

  var reports: [WorkerReport] {
    compactMap { if case .report(let report) = $0 { report } else { nil } }
  }

  var outcome: Outcome? {
    for case .finish(let outcome) in self { return outcome }
    return nil
  }

  /// Directives that are neither reports nor heartbeats.
  var work: [WorkerDirective] {
    filter {
      switch $0 {
      case .report, .send(.heartbeat, _, _): false
      default: true
      }
    }
  }
}
