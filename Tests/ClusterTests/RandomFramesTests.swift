import Cluster
import TestKit
import Testing
import Wire

/// Whatever arrives, a machine answers; nothing that a peer can send makes it trap.
struct RandomFramesTests {
  @Test("A coordinator survives any header and any message, from members and strangers", arguments: UInt64(0)..<20)
  func coordinator(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var driver = CoordinatorDriver(training: .toy(shards: 4, evaluateEvery: 1))
    if seed.isMultiple(of: 2) { driver.start(workers: 2) }
    for _ in 0..<1_000 {
      let message = RandomFrames.message(using: &random)
      let header = RandomFrames.header(of: message.kind, plan: driver.plan, using: &random)
      let peer = CoordinatorDriver.peer(
        Int.random(in: 1...3, using: &random), Bool.random(using: &random) ? .control : .bulk)
      driver.now += .milliseconds(Int.random(in: 0...50, using: &random))
      guard driver.machine.admit(header, from: peer, at: driver.now) == .accept else { continue }
      if message.kind == .hello || Bool.random(using: &random) {
        driver.give(.received(from: peer, header, message))
      } else {
        driver.give(.nodeStaged(from: peer, header))
      }
    }
  }

  @Test("A worker survives any header and any message", arguments: UInt64(0)..<20)
  func worker(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var driver = WorkerDriver()
    let plan = CoordinatorDriver().plan
    if seed.isMultiple(of: 2) { driver.join(.toy(evaluateEvery: 1)) }
    for _ in 0..<1_000 {
      let message = RandomFrames.message(using: &random)
      var header = RandomFrames.header(of: message.kind, plan: plan, using: &random)
      if Bool.random(using: &random) { header.incarnation = 0xa }
      let channel: Channel = Bool.random(using: &random) ? .control : .bulk
      driver.now += .milliseconds(Int.random(in: 0...50, using: &random))
      guard driver.machine.admit(header, over: channel, at: driver.now) == .accept else { continue }
      driver.give(header.kind == .average ? .averageStaged(header) : .received(over: channel, header, message))
    }
  }
}

/// Frames with numbers that are sometimes right, and sometimes at the edge of what fits.
enum RandomFrames {
  static func header(of kind: Kind, plan: CoordinatorPlan, using random: inout SplitMix64) -> FrameHeader {
    func pick<Value>(_ values: Value...) -> Value { values[Int(random.next() % UInt64(values.count))] }
    var header = FrameHeader(
      kind: pick(kind, kind, kind, .node, .average), run: pick(plan.run, plan.run, .none),
      term: pick(plan.term, plan.term, .max), life: plan.life, incarnation: pick(1, 2, 2, .max), session: pick(1, 1, 2),
      sequence: random.next() >> UInt64.random(in: 0...63, using: &random), view: pick(0, 1, .max),
      step: pick(0, 1, 1, 2, .max), attempt: pick(0, 0, 1, .max), nodeLevel: pick(0, 1, 2, .max),
      nodeIndex: pick(0, 1, 2, .max), chunk: pick(0, 0, .max), chunks: pick(1, 1, 0, .max))
    header.bodyLength = pick(UInt32(plan.training.vector.floats * 4), 0, .max)
    return header
  }

  static func message(using random: inout SplitMix64) -> Message {
    let number = [0, 1, 3, Int(UInt32.max)][Int(random.next() % 4)]
    let figures = ShardFigures(index: number, samples: number, correct: number, lossSum: .nan)
    let messages: [Message] = [
      CoordinatorDriver.hello("w\(number)"), WorkerDriver.welcome,
      CoordinatorDriver.ready(lanes: min(number, 1_000_000)),
      .deal(
        Deal(
          view: .max, fromStep: [1, 1, .max][Int(random.next() % 3)], attempt: .max, shards: [0..<number],
          evaluation: [number..<number], members: number)),
      .heartbeat(Heartbeat(appliedStep: .max, computing: true)), .committed(Committed()), .missing(Missing()),
      .evaluated(Evaluated(shards: [figures, figures])),
      .evaluationCommitted(EvaluationCommitted(samples: number, correct: number, lossSum: .infinity)),
      .progress(Progressed(shard: number, layer: number)),
    ]
    return messages[Int(random.next() % UInt64(messages.count))]
  }
}
