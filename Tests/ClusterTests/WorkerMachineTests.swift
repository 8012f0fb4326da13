import Cluster
import Reduction
import TestKit
import Testing
import Wire

struct WorkerMachineTests {
  @Test("A worker that nobody answers opens new sockets every 5 s and says so every 30 s")
  func waiting() {
    var driver = WorkerDriver()
    let directives = driver.pass(.seconds(61))
    let sessions = directives.compactMap { if case .openSockets(let session) = $0 { session } else { nil } }
    #expect(sessions == Array(2...13))
    #expect(directives.reports.count == 2)
    #expect(directives.messages.count > 40 && directives.messages.allSatisfy { $0.kind == .hello })
  }

  @Test("Averages that come too late are a sign of life: over a slow link there may be nothing else")
  func lateAverages() {
    var driver = WorkerDriver()
    driver.join()
    var directives: [WorkerDirective] = []
    for _ in 0..<16 {
      driver.now += .milliseconds(500)
      driver.receive(.heartbeat(Heartbeat()))
      let late = driver.header(.average, step: 0)
      #expect(driver.machine.admit(late, over: .bulk, at: driver.now) == .drop(.oldStep))
      directives += driver.give(.tick)
    }
    #expect(!directives.contains { if case .openSockets = $0 { true } else { false } })
  }

  @Test("A worker with little patience gives up when no coordinator is heard")
  func patience() {
    var driver = WorkerDriver(patience: .seconds(60))
    #expect(driver.pass(.seconds(59)).outcome == nil)
    #expect(driver.pass(.seconds(6)).outcome?.exitCode == 75)
  }

  @Test("What a worker has in the place of a data file is told once, before the run's is asked for")
  func otherData() {
    var driver = WorkerDriver()
    let file = WireDataFile(role: "train.inputs", name: "x.gz", bytes: 5, sha256: "")
    driver.receive(.welcome(Welcome(name: "w", runName: "toy", settings: "{}", dataFiles: [file], members: 1)))
    var missing = MissingData(file: 0)
    missing.instead = "/data/x.gz: found 7 bytes"
    let directives = driver.give(.dataMissing(run: driver.run, [missing]))
    #expect(directives.reports == [.otherData("/data/x.gz: found 7 bytes"), .fetching(name: "x.gz", bytes: 5)])
    #expect(directives.messages.map(\.kind) == [.wantData])
  }

  @Test("A coordinator of another protocol version: code 76 with both versions, but only before a run")
  func otherVersion() {
    var driver = WorkerDriver()
    let outcome = driver.give(.malformed(over: .control, reason: "version", otherVersion: 2)).outcome
    #expect(outcome?.exitCode == 76)
    #expect(outcome?.message.contains("version 2") == true && outcome?.message.contains("version 1") == true)
    var member = WorkerDriver()
    member.join()
    #expect(member.give(.malformed(over: .control, reason: "version", otherVersion: 2)).outcome == nil)
  }

  @Test(
    "Each thing that can be wrong with an average's header has its reason",
    arguments: [
      Change("nothing", nil) { _ in },
      Change("run", .foreignRun) { $0.run = RunID(high: 9, low: 9) },
      Change("addressee, since it goes to everybody", nil) { $0.incarnation = 0xb },
      Change("sockets", nil) { $0.session = 0 },
      Change("term", .foreignTerm) { $0.term = 2 },
      Change("higher term", .foreignTerm) { $0.term = 9 },
      Change("life", .foreignTerm) { $0.life = 5 },
      Change("step before", .oldStep) { $0.step = 0 },
      Change("step after", .futureStep) { $0.step = 2 },
      Change("kind of this side", .unexpectedKind) { $0.kindCode = Kind.node.rawValue },
      Change("chunks", .foreignNode) { $0.chunks = 2 },
      Change("length", .foreignNode) { $0.bodyLength = 4 },
    ])
  func admission(change: Change) {
    var driver = WorkerDriver()
    driver.join(shards: [0..<2])
    var header = driver.header(.average, step: 1)
    (header.chunks, header.bodyLength) = (1, UInt32(TrainingPlan.toy().vector.floats * 4))
    change.apply(&header)
    #expect(driver.machine.admit(header, over: .bulk, at: .zero) == change.reason.map { .drop($0) } ?? .accept)
  }

  @Test("A welcome of an earlier life of the same run is not obeyed")
  func olderTerm() {
    var driver = WorkerDriver()
    driver.join()
    driver.term = 2
    let header = driver.header(.welcome)
    #expect(driver.machine.admit(header, over: .control, at: .zero) == .drop(.foreignTerm))
  }

  @Test("An average starts the next step, and an evaluation, once")
  func averageStartsOnce() {
    var driver = WorkerDriver()
    driver.join(.toy(evaluateEvery: 2), shards: [0..<2], evaluation: [0..<1])
    let node = TreeNode(level: 1, index: 0)
    for step in 1...2 {
      driver.give(.computed(Computed(step: step, attempt: 0, nodes: [node])))
      let next: WorkerDirective =
        step == 1 ? .compute(ComputeTask(step: 2, attempt: 0, shards: [0..<2])) : .evaluate(step: 2, shards: [0..<1])
      #expect(
        driver.give(.averageStaged(driver.header(.average, step: UInt64(step)))).work
          == [.applyAverage(step: step, attempt: 0), .release(through: step), next])
    }
  }

  @Test("Without validation shards a worker asks for the result, which may have come before the average")
  func earlyEvaluation() {
    var driver = WorkerDriver()
    driver.join(.toy(evaluateEvery: 1), shards: [0..<2], evaluation: [])
    driver.give(.computed(Computed(step: 1, attempt: 0, nodes: [TreeNode(level: 1, index: 0)])))
    let result = Message.evaluationCommitted(EvaluationCommitted(samples: 10, correct: 5, lossSum: 1))
    #expect(driver.receive(result, step: 1).work.isEmpty)
    #expect(
      driver.give(.averageStaged(driver.header(.average, step: 1))).messages == [.evaluated(Evaluated(shards: []))])
    #expect(driver.receive(result, step: 1).work.contains(.compute(ComputeTask(step: 2, attempt: 0, shards: [0..<2]))))
  }

  @Test("The holder of all shards applies at once, sends, and goes on; then waits for the commit")
  func oneAhead() {
    var driver = WorkerDriver()
    let root = TreeNode(level: 2, index: 0)
    let task = ComputeTask(step: 1, attempt: 0, shards: [0..<4])
    #expect(driver.join().work == [.allowAhead(through: 1), .compute(task)])
    let first = driver.give(.computed(Computed(step: 1, attempt: 0, nodes: [root]))).work
    #expect(
      first.prefix(2) == [
        .applyRoot(step: 1, attempt: 0, samples: 16), .compute(ComputeTask(step: 2, attempt: 0, shards: [0..<4])),
      ])
    #expect(driver.give(.computed(Computed(step: 2, attempt: 0, nodes: [root]))).isEmpty)
    let second = driver.receive(.committed(Committed()), step: 1).work
    #expect(
      second.prefix(3) == [
        .allowAhead(through: 2), .release(through: 1), .applyRoot(step: 2, attempt: 0, samples: 16),
      ])
  }

  @Test("A root that is not finite is sent, and not applied")
  func notFinite() {
    var driver = WorkerDriver()
    driver.join()
    let nodes = [TreeNode(level: 2, index: 0)]
    let directives = driver.give(.computed(Computed(step: 1, attempt: 0, nodes: nodes, notFinite: nodes))).work
    guard directives.count == 1, case .sendNodes(step: 1, nodes, _) = directives[0] else {
      return #expect(Bool(false), "\(directives)")
    }
  }

  @Test("Nodes of a committed step are not sent again, however late they are asked for")
  func lateRequest() {
    var driver = WorkerDriver()
    driver.join(shards: [0..<2])
    driver.give(.computed(Computed(step: 1, attempt: 0, nodes: [TreeNode(level: 1, index: 0)])))
    #expect(driver.receive(.missing(Missing()), step: 1).count == 1)
    driver.give(.averageStaged(driver.header(.average, step: 1)))
    #expect(driver.receive(.missing(Missing()), step: 1).isEmpty)
  }

  @Test("A deal with shards that the run does not have is ignored", arguments: [0..<5, 4..<9, -1..<2])
  func foreignDeal(shards: Range<Int>) {
    var driver = WorkerDriver()
    #expect(driver.join(shards: [shards]).isEmpty)
  }

  @Test("Thousands of evaluation shards travel in messages below the limit")
  func manyShards() throws {
    var driver = WorkerDriver()
    let plan = TrainingPlan.toy(steps: 1, evaluateEvery: 1, validation: 3_000)
    driver.join(plan, shards: [], evaluation: [0..<1_000])
    var header = driver.header(.average, step: 1)
    (header.chunks, header.bodyLength) = (1, UInt32(plan.vector.floats * 4))
    driver.give(.averageStaged(header))
    let shards = (0..<1_000).map {
      EvaluationShard(index: $0, figures: Figures(samples: 3, correct: 2, lossSum: 1 / 3))
    }
    let messages = driver.give(.evaluated(step: 1, shards)).messages
    #expect(messages.count == 4)
    for message in messages { #expect(try message.encodedBody().count < 65_536 / 2) }
  }

  @Test("A worker that is stopped in a run says goodbye and ends with 0")
  func stopped() {
    var driver = WorkerDriver()
    driver.join()
    let directives = driver.give(.stopRequested)
    #expect(directives.messages.map(\.kind) == [.leave])
    #expect(directives.outcome?.exitCode == 0)
  }

  @Test("After a run a worker waits for the next one, unless it was made for one", arguments: [true, false])
  func nextRun(once: Bool) {
    var driver = WorkerDriver(once: once)
    driver.join()
    let directives = driver.receive(.finished(Finished(status: .done, message: "done")))
    #expect((directives.outcome != nil) == once)
    #expect(directives.contains(.openSockets(session: 2)) == !once)
    #expect(directives.contains(.leaveRun(run: driver.run, reason: "done")))
  }

  @Test(
    "A snapshot of a step or with figures that no replica has is not expected",
    arguments: [
      (3, 3, true), (5, 0, true), (6, 6, false), (UInt64(Int.max), 6, false), (3, 4, false), (3, 1 << 50, false),
    ])
  func absurdSnapshot(step: UInt64, updates: Int, isExpected: Bool) {
    var driver = WorkerDriver()
    driver.join()
    let state = SnapshotState(floats: 7, updates: updates, epoch: ReplicaFigures(), digest: "aa")
    let directives = driver.receive(.snapshotState(state), step: step, over: .bulk)
    #expect(directives.contains { if case .expectSnapshot = $0 { true } else { false } } == isExpected)
  }
}
