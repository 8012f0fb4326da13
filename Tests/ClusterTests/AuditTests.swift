import Cluster
import Reduction
import TestKit
import Testing
import Wire

/// An audited step, led by hand: two shards, one for each of the first two members.
struct AuditTests {
  private var driver: CoordinatorDriver
  private let honest: UInt64 = 0xaaaa
  private let wrong: UInt64 = 0xbbbb

  init() {
    driver = CoordinatorDriver(training: .toy(shards: 2), auditEvery: 1)
  }

  /// A member's node comes in.
  private mutating func stage(_ shard: UInt32, by worker: Int, attempt: UInt32 = 0, _ digest: UInt64)
    -> [CoordinatorDirective]
  {
    var header = driver.node(0, shard, step: 1, worker: worker)
    header.attempt = attempt
    let peer = CoordinatorDriver.peer(worker, .bulk)
    guard driver.machine.admit(header, from: peer, at: driver.now) == .accept else { return [] }
    return driver.give(.nodeStaged(from: peer, header, digest: digest))
  }

  /// A member has computed a node again.
  private mutating func answer(_ shard: UInt32, by worker: Int, attempt: UInt32 = 0, _ digest: UInt64)
    -> [CoordinatorDirective]
  {
    var header = driver.node(0, shard, step: 1, worker: worker)
    header.kindCode = Kind.audited.rawValue
    header.attempt = attempt
    let peer = CoordinatorDriver.peer(worker, .bulk)
    guard driver.machine.admit(header, from: peer, at: driver.now) == .accept else { return [] }
    return driver.give(.auditedNodeStaged(from: peer, header, digest: digest))
  }

  @Test("A step is summed up when another worker has the same numbers, and not before")
  mutating func agreement() {
    driver.start(workers: 2)
    #expect(stage(0, by: 1, honest).audited.isEmpty, "member 2 has its turn in step 1")
    #expect(stage(1, by: 2, honest).audited == [1])
    #expect(answer(1, by: 2, honest).isEmpty, "nobody judges his own work")
    #expect(answer(1, by: 1, honest).contains(.reduce(step: 1, attempt: 0)))
  }

  @Test("The answer may come before the last node")
  mutating func earlyAnswer() {
    driver.start(workers: 2)
    #expect(stage(1, by: 2, honest).audited == [1])
    #expect(answer(1, by: 1, honest).isEmpty)
    #expect(stage(0, by: 1, honest).contains(.reduce(step: 1, attempt: 0)))
  }

  @Test("Of three the one who is alone is wrong: as an auditor it goes, and the sum stands")
  mutating func wrongAuditor() {
    driver.start(workers: 3)
    _ = stage(0, by: 1, honest)
    #expect(stage(1, by: 2, honest).audited == [1])
    #expect(answer(1, by: 1, wrong).audited == [3])
    let end = answer(1, by: 3, honest)
    #expect(end.contains(.reduce(step: 1, attempt: 0)))
    #expect(end.reports.contains { $0.isLoss(of: "w1") })
    #expect(driver.machine.memberNames == ["w2", "w3"])
  }

  @Test("Of three the one who is alone is wrong: its results are thrown away and computed by others")
  mutating func wrongNode() {
    driver.start(workers: 3)
    _ = stage(0, by: 1, honest)
    _ = stage(1, by: 2, wrong)
    #expect(answer(1, by: 1, honest).audited == [3])
    let again = answer(1, by: 3, honest)
    #expect(again.contains(.discard(step: 1, attempt: 0)))
    #expect(again.deals.allSatisfy { $0.attempt == 1 && $0.fromStep == 1 } && again.deals.count == 2)
    #expect(driver.machine.memberNames == ["w1", "w3"])
    #expect(stage(0, by: 1, honest).isEmpty, "results of the first try count no more")
    _ = stage(0, by: 1, attempt: 1, honest)
    #expect(stage(1, by: 3, attempt: 1, honest).audited == [1])
    #expect(answer(1, by: 1, attempt: 1, honest).contains(.reduce(step: 1, attempt: 1)))
  }

  @Test("Who was wrong comes back by that name to be refused for good")
  mutating func barred() {
    driver.start(workers: 3)
    _ = stage(0, by: 1, honest)
    _ = stage(1, by: 2, wrong)
    _ = answer(1, by: 1, honest)
    _ = answer(1, by: 3, honest)
    let refusal = driver.receive(CoordinatorDriver.hello("w2"), from: 9).refusal
    #expect(refusal?.code == .barred && refusal?.final == true)
  }

  @Test("Of two that differ both compute again; who then has other numbers than before is wrong")
  mutating func transient() {
    driver.start(workers: 2)
    _ = stage(0, by: 1, honest)
    _ = stage(1, by: 2, wrong)
    #expect(answer(1, by: 1, honest).contains(.discard(step: 1, attempt: 0)))
    _ = stage(0, by: 1, attempt: 1, honest)
    _ = stage(1, by: 2, attempt: 1, honest)
    let end = answer(1, by: 1, attempt: 1, honest)
    #expect(end.contains(.reduce(step: 1, attempt: 1)))
    #expect(end.reports.contains { $0.isLoss(of: "w2") })
  }

  @Test("Two that differ each time end the run with 75, both named")
  mutating func undecided() {
    driver.start(workers: 2)
    var last: [CoordinatorDirective] = []
    for attempt in UInt32(0)..<3 {
      _ = stage(0, by: 1, attempt: attempt, honest)
      _ = stage(1, by: 2, attempt: attempt, wrong)
      last = answer(1, by: 1, attempt: attempt, honest)
    }
    guard case .finishing(let outcome) = last.reports.last else { return #expect(Bool(false), "no end") }
    #expect(outcome.exitCode == 75)
    #expect(outcome.message.contains("w2: bbbb, w1: aaaa"))
  }

  @Test("A lone worker computes its own node again")
  mutating func alone() {
    driver.start(workers: 1)
    #expect(stage(0, by: 1, honest).audited == [1])
    #expect(stage(1, by: 1, honest).isEmpty)
    #expect(answer(0, by: 1, honest).contains(.reduce(step: 1, attempt: 0)))
  }

  @Test("When the auditor's connection breaks somebody else is asked")
  mutating func lostAuditor() {
    driver.start(workers: 3)
    _ = stage(0, by: 1, honest)
    #expect(stage(1, by: 2, honest).audited == [1])
    #expect(driver.give(.peerUnreachable(CoordinatorDriver.peer(1))).audited == [3])
  }

  @Test("An auditor that is lost is not waited for, when the other one's numbers differ: the step is done again")
  mutating func lostWithDifference() {
    driver.start(workers: 3)
    _ = stage(0, by: 1, honest)
    _ = stage(1, by: 2, honest)
    #expect(driver.give(.peerUnreachable(CoordinatorDriver.peer(1))).audited == [3])
    #expect(answer(1, by: 3, 99).isEmpty, "member 1 may come back and say who is right")
    let directives = driver.pass(driver.plan.times.dead + .seconds(1), alive: [2, 3])
    #expect(directives.reports.contains { $0.isLoss(of: "w1") })
    #expect(directives.deals.contains { $0.fromStep == 1 && $0.attempt == 1 }, "\(directives.messages)")
  }

  @Test("A worker computes an audit once, and says the answer as often as it is asked")
  func worker() {
    var driver = WorkerDriver()
    driver.join(shards: [0..<2])
    let assist = Message.assist(Assist(shards: [2..<4], isAudit: true))
    let task = ComputeTask(step: 1, attempt: 0, shards: [2..<4], isAudit: true)
    #expect(driver.receive(assist, step: 1).work == [.compute(task)])
    #expect(driver.receive(assist, step: 1).work.isEmpty)
    let nodes = [TreeNode(level: 1, index: 1)]
    let answers = [
      driver.give(.computed(Computed(step: 1, attempt: 0, nodes: nodes, isAudit: true))),
      driver.receive(assist, step: 1),
    ]
    for answer in answers {
      guard case .sendNodes(1, nodes, let header) = answer.work.first else {
        return #expect(Bool(false), "no answer")
      }
      #expect(header.kind == .audited)
    }
  }

  @Test("A worker begins a step again when the deal says so, and forgets what it had")
  func workerBeginsAgain() {
    var driver = WorkerDriver()
    driver.join(shards: [0..<2])
    let deal = Deal(view: 2, fromStep: 1, attempt: 1, shards: [0..<4], evaluation: [], members: 1)
    let work = driver.receive(.deal(deal), step: 1).work
    #expect(work.contains(.cancel(throughStep: 1)))
    #expect(work.contains(.compute(ComputeTask(step: 1, attempt: 1, shards: [0..<4]))))
    let old = Computed(step: 1, attempt: 0, nodes: [TreeNode(level: 1, index: 0)])
    #expect(driver.give(.computed(old)).work.isEmpty)
  }

  @Test("The holder of the root of an audited step does not apply it before the commit")
  func rootWaits() {
    var driver = WorkerDriver()
    driver.join(auditEvery: 1)
    let root = TreeNode(level: 2, index: 0)
    let sent = driver.give(.computed(Computed(step: 1, attempt: 0, nodes: [root]))).work
    #expect(sent.count == 1)
    #expect(driver.receive(.committed(Committed()), step: 1).contains(.applyRoot(step: 1, attempt: 0, samples: 16)))
  }
}

extension [CoordinatorDirective] {
  /// Who is asked to compute a node again, by incarnation.
  fileprivate var audited: [UInt64] {
    compactMap {
      if case .send(.assist(let assist), let header, _) = $0, assist.isAudit { header.incarnation } else { nil }
    }
  }
}
