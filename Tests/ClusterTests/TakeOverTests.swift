import Cluster
import TestKit
import Testing
import Wire

/// What a new life of a coordinator makes of workers that hold a replica already.
struct TakeOverTests {
  /// Worker `worker` comes with a replica of this step, and says its digest, if it has one.
  private func bring(
    _ driver: inout CoordinatorDriver, worker: Int, step: UInt64, digest: String?, term: UInt64? = nil,
    heldStep: UInt64? = nil, evaluated: UInt64 = 0
  ) -> [CoordinatorDirective] {
    var hello = Hello(name: "w\(worker)", host: "host", pid: 7, threads: 1, isa: "avx2", build: "1.0")
    (hello.heldRun, hello.heldStep) = (driver.plan.run, step)
    var header = driver.header(.hello, worker: worker)
    if let term { (header.term, header.life) = (term, 77) }
    let peer = CoordinatorDriver.peer(worker)
    _ = driver.machine.admit(header, from: peer, at: driver.now)
    var directives = driver.give(.received(from: peer, header, .hello(hello)))
    directives += driver.receive(.heartbeat(Heartbeat()), from: worker, over: .bulk)
    directives += driver.receive(CoordinatorDriver.ready(), from: worker)
    guard let digest else { return directives }
    let held = driver.header(.held, worker: worker, step: heldStep ?? step)
    guard driver.machine.admit(held, from: peer, at: driver.now) == .accept else { return directives }
    return directives + driver.give(.received(from: peer, held, .held(Held(digest: digest, evaluated: evaluated))))
  }

  private func fetches(_ directives: [CoordinatorDirective]) -> [UInt64] {
    directives.compactMap { if case .fetchReplica(_, let incarnation) = $0 { incarnation } else { nil } }
  }

  @Test("The newest replica is fetched, whoever comes first")
  func newest() {
    var driver = CoordinatorDriver(minWorkers: 2)
    _ = bring(&driver, worker: 1, step: 2, digest: "aa")
    _ = bring(&driver, worker: 2, step: 3, digest: "bb")
    let directives = driver.give(.prepared(.simulated)) + driver.give(.tick)
    #expect(fetches(directives) == [2])
    #expect(directives.messages.contains(.fetch(Fetch())))
  }

  @Test("Different replicas of the newest step end the run with code 75 and both digests")
  func different() throws {
    var driver = CoordinatorDriver(minWorkers: 2)
    _ = bring(&driver, worker: 1, step: 3, digest: "aa")
    _ = bring(&driver, worker: 2, step: 3, digest: "bb")
    let reports = (driver.give(.prepared(.simulated)) + driver.give(.tick)).reports
    let outcome = try #require(
      reports.compactMap { if case .finishing(let outcome) = $0 { outcome } else { nil } }.first)
    #expect(outcome.exitCode == 75)
    #expect(outcome.message.contains("w1: aa, w2: bb"))
  }

  @Test("A replica that is not what its digest says is passed over for another holder's")
  func spoiled() {
    var driver = CoordinatorDriver(minWorkers: 2)
    _ = bring(&driver, worker: 1, step: 3, digest: "aa")
    _ = bring(&driver, worker: 2, step: 3, digest: "aa")
    #expect(fetches(driver.give(.prepared(.simulated))) == [1])
    #expect(fetches(driver.give(.replicaFetched(step: 3, from: 1, digest: nil))) == [2])
    #expect(driver.machine.committed == 0)
  }

  @Test("What a holder sent that has left since is not taken for the next one's")
  func gone() {
    var driver = CoordinatorDriver(minWorkers: 1)
    _ = bring(&driver, worker: 1, step: 3, digest: "aa")
    _ = bring(&driver, worker: 2, step: 3, digest: "aa")
    #expect(fetches(driver.give(.prepared(.simulated))) == [1])
    #expect(fetches(driver.receive(.leave(Leave(reason: "drained")), from: 1) + driver.give(.tick)) == [2])
    send(Self.state { _ in }, to: &driver, from: 2)
    let late = driver.give(.replicaFetched(step: 3, from: 1, digest: nil))
    #expect(fetches(late) == [] && late.reports == [])
    #expect(driver.give(.replicaFetched(step: 3, from: 2, digest: "aa")).contains(.adoptReplica(step: 3)))
  }

  @Test(
    "Who lives and never says what it holds is waited for as long as its own watchdog may take, and then passed over")
  func undeclared() {
    var driver = CoordinatorDriver(minWorkers: 2)
    _ = bring(&driver, worker: 1, step: 3, digest: "aa")
    _ = bring(&driver, worker: 2, step: 4, digest: nil)
    #expect(fetches(driver.give(.prepared(.simulated))) == [])
    let hanging = driver.plan.times.hanging
    #expect(fetches(driver.pass(hanging - .seconds(1), alive: [1, 2])) == [])
    let directives = driver.pass(.seconds(2), alive: [1, 2])
    #expect(directives.reports.contains(.passedOver(name: "w2", reason: "it does not say which replica it holds")))
    #expect(fetches(directives) == [1])
  }

  @Test(
    "A step beyond the run's last one is not believed, and its holder is passed over", arguments: [6, 1 << 62, Int.max])
  func beyond(step: Int) {
    var driver = CoordinatorDriver(minWorkers: 2)
    let reports = bring(&driver, worker: 1, step: UInt64(step), digest: "aa").reports
    #expect(reports.contains(.passedOver(name: "w1", reason: "it claims step \(step), and the run's last one is 5")))
    _ = bring(&driver, worker: 2, step: 3, digest: "bb")
    #expect(fetches(driver.give(.prepared(.simulated)) + driver.give(.tick)) == [2])
  }

  @Test("Nor is one that a member names later, with the digest", arguments: [6, 1 << 62, UInt64(Int.max), .max])
  func beyondLater(step: UInt64) {
    var driver = CoordinatorDriver(minWorkers: 1)
    _ = bring(&driver, worker: 1, step: 3, digest: "aa", heldStep: step)
    let directives = driver.give(.prepared(.simulated)) + driver.give(.tick)
    #expect(fetches(directives) == [])
    #expect(driver.machine.committed == 0)
  }

  @Test("Nor is an evaluation of a later step than the replica's")
  func evaluatedBeyond() {
    var driver = CoordinatorDriver(minWorkers: 1)
    _ = bring(&driver, worker: 1, step: 3, digest: "aa", evaluated: .max)
    #expect(fetches(driver.give(.prepared(.simulated)) + driver.give(.tick)) == [])
  }

  @Test(
    "A replica with figures that cannot be is passed over for another holder's",
    arguments: [
      state { $0.updates = 4 }, state { $0.updates = -1 }, state { $0.updates = .max },
      state { $0.epoch = ReplicaFigures(samples: 1, correct: 2) },
      state { $0.epoch = ReplicaFigures(samples: -1, correct: -1, lossSum: .nan) },
      state { $0.lastEvaluation = EvaluatedStep(step: 4, figures: ReplicaFigures()) },
      state { $0.bestEvaluation = EvaluatedStep(step: .max, figures: ReplicaFigures()) },
    ])
  func impossible(_ state: SnapshotState) {
    var driver = CoordinatorDriver(minWorkers: 2)
    _ = bring(&driver, worker: 1, step: 3, digest: "aa")
    _ = bring(&driver, worker: 2, step: 3, digest: "aa")
    #expect(fetches(driver.give(.prepared(.simulated))) == [1])
    send(state, to: &driver, from: 1)
    // Also when a shell takes it.
    let directives = driver.give(.replicaFetched(step: 3, from: 1, digest: "aa"))
    #expect(fetches(directives) == [2])
    #expect(!directives.contains(.adoptReplica(step: 3)))
    #expect(directives.reports.contains { if case .passedOver("w1", _) = $0 { true } else { false } })
    send(Self.state { _ in }, to: &driver, from: 2)
    #expect(driver.give(.replicaFetched(step: 3, from: 2, digest: "aa")).contains(.adoptReplica(step: 3)))
    #expect(driver.machine.committed == 3)
  }

  private func send(_ state: SnapshotState, to driver: inout CoordinatorDriver, from worker: Int) {
    let header = driver.header(.snapshotState, worker: worker, step: 3)
    driver.give(.received(from: CoordinatorDriver.peer(worker, .bulk), header, .snapshotState(state)))
  }

  /// Of a replica of step 3, changed.
  private static func state(_ change: (inout SnapshotState) -> Void) -> SnapshotState {
    var state = SnapshotState(
      floats: 7, updates: 3, epoch: ReplicaFigures(samples: 8, correct: 8, lossSum: .infinity), digest: "aa")
    change(&state)
    return state
  }

  @Test("Before a commit the term is raised above that of another coordinator, and members are welcomed anew")
  func raised() {
    var driver = CoordinatorDriver(minWorkers: 2)
    driver.receive(CoordinatorDriver.hello("a"), from: 1)
    #expect(bring(&driver, worker: 2, step: 3, digest: "aa", term: 9).contains(.raiseTerm(to: 10)))
    let directives = driver.give(.termRaised(term: 10, life: 5))
    #expect(directives.messages.map(\.kind) == [.welcome])
    #expect(driver.machine.plan.term == 10 && driver.machine.plan.life == 5)
  }

  @Test("After the start a coordinator gives way to one with a higher term, with code 77")
  func superseded() throws {
    var driver = CoordinatorDriver()
    driver.start(workers: 1)
    let reports = bring(&driver, worker: 2, step: 3, digest: "aa", term: 9).reports
    let outcome = try #require(
      reports.compactMap { if case .finishing(let outcome) = $0 { outcome } else { nil } }.first)
    #expect(outcome.exitCode == 77)
    #expect(outcome.message.contains("term 9") && outcome.message.contains("10.0.0.2"))
  }

  @Test("Members of the life before are waited for, and no longer than the grace")
  func grace() {
    var driver = CoordinatorDriver(minWorkers: 1, lineage: [LineageMember(name: "w9", incarnation: 9)])
    #expect(driver.start(workers: 1).messages.isEmpty)
    #expect(driver.pass(.seconds(6), alive: [1]).messages.isEmpty)
    #expect(driver.pass(.seconds(2), alive: [1]).messages.map(\.kind) == [.deal])
  }
}
