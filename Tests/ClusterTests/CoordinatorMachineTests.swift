import Cluster
import TestKit
import Testing
import Wire

struct CoordinatorMachineTests {
  @Test("A run starts when everybody who was welcomed is ready, the coordinator too")
  func start() {
    var driver = CoordinatorDriver(minWorkers: 1)
    driver.receive(CoordinatorDriver.hello("a"), from: 1)
    driver.receive(CoordinatorDriver.hello("b"), from: 2)
    for worker in 1...2 { driver.receive(.heartbeat(Heartbeat()), from: worker, over: .bulk) }
    #expect(driver.receive(CoordinatorDriver.ready(), from: 1).messages.isEmpty)
    #expect(driver.receive(CoordinatorDriver.ready(), from: 2).messages.isEmpty)
    #expect(driver.give(.prepared(.simulated)).messages.map(\.kind) == [.deal, .deal])
  }

  @Test("A deal is repeated for a worker that goes on saying ready")
  func dealAgain() {
    var driver = CoordinatorDriver()
    let first = driver.start(workers: 1).messages
    #expect(first.map(\.kind) == [.deal])
    #expect(driver.receive(CoordinatorDriver.ready(), from: 1).messages == first)
  }

  @Test("Kernels that differ are let in when the run does without equal bits, and that is said")
  func differentBits() {
    var digests = Digests.simulated
    digests.fingerprint = "0"
    var driver = CoordinatorDriver(requireSameBits: false)
    driver.give(.prepared(.simulated))
    driver.receive(CoordinatorDriver.hello("a", isa: "avx512"), from: 1)
    driver.receive(.heartbeat(Heartbeat()), from: 1, over: .bulk)
    let directives = driver.receive(CoordinatorDriver.ready(digests), from: 1)
    #expect(directives.messages.map(\.kind) == [.deal])
    #expect(directives.reports.contains { $0.description.contains("cluster.isa = \"avx2\"") })
  }

  @Test("A name is free again when its holder was silent for `dead`")
  func nameAgain() {
    var driver = CoordinatorDriver(minWorkers: 2)
    driver.receive(CoordinatorDriver.hello("a"), from: 1)
    #expect(driver.receive(CoordinatorDriver.hello("a"), from: 2).refusal?.code == .nameInUse)
    _ = driver.pass(.seconds(6), alive: [])
    #expect(driver.receive(CoordinatorDriver.hello("a"), from: 2).messages.map(\.kind) == [.welcome])
  }

  @Test("A name is free again when its holder's connection broke")
  func nameOfBrokenConnection() {
    var driver = CoordinatorDriver(minWorkers: 2)
    driver.receive(CoordinatorDriver.hello("a"), from: 1)
    driver.give(.peerUnreachable(CoordinatorDriver.peer(1)))
    #expect(driver.receive(CoordinatorDriver.hello("a"), from: 2).messages.map(\.kind) == [.welcome])
  }

  @Test("An unreachable peer that is heard again is a member as before")
  func unreachableIsAHint() {
    var driver = CoordinatorDriver()
    driver.start(workers: 2)
    driver.give(.peerUnreachable(CoordinatorDriver.peer(1)))
    #expect(driver.pass(.seconds(20), alive: [1, 2]).filter { if case .finish = $0 { true } else { false } }.isEmpty)
  }

  @Test("A coordinator that stood still moves every deadline once, then counts again")
  func stall() {
    var driver = CoordinatorDriver()
    driver.start(workers: 1)
    driver.give(.tick)
    driver.now += .seconds(20)
    #expect(driver.give(.tick).reports == [.stalled(.seconds(20))])
    #expect(driver.pass(.milliseconds(4_500), alive: []).outcome == nil)
    #expect(driver.pass(.seconds(2), alive: []).reports.contains { $0.isLoss(of: "w1") })
  }

  @Test("Silence on one channel is enough to be lost", arguments: Channel.allCases)
  func oneChannel(silent: Channel) {
    var driver = CoordinatorDriver()
    driver.start(workers: 1)
    var directives: [CoordinatorDirective] = []
    for _ in 0..<14 {
      driver.now += .milliseconds(500)
      driver.receive(.heartbeat(Heartbeat()), from: 1, over: silent == .control ? .bulk : .control)
      directives += driver.give(.tick)
    }
    #expect(directives.reports.contains { $0.isLoss(of: "w1") })
  }

  @Test("A commit takes one round through the machine after the last node")
  func commit() {
    var driver = CoordinatorDriver(training: .toy(shards: 2))
    driver.start(workers: 2)
    let first = driver.node(0, 0, step: 1, worker: 1)
    let second = driver.node(0, 1, step: 1, worker: 2)
    #expect(driver.machine.admit(first, from: CoordinatorDriver.peer(1, .bulk), at: .zero) == .accept)
    #expect(driver.give(.nodeStaged(from: CoordinatorDriver.peer(1, .bulk), first)).isEmpty)
    #expect(driver.machine.admit(second, from: CoordinatorDriver.peer(2, .bulk), at: .zero) == .accept)
    let reduce = driver.give(.nodeStaged(from: CoordinatorDriver.peer(2, .bulk), second))
    #expect(reduce == [.reduce(step: 1, attempt: 0)])
    guard case .commit(let commit) = driver.give(.reduced(step: 1, attempt: 0, finite: true, Figures())).first else {
      return #expect(Bool(false), "no commit")
    }
    #expect(commit.samples == 16)
    #expect(commit.recipients == [CoordinatorDriver.peer(1, .bulk), CoordinatorDriver.peer(2, .bulk)])
  }

  @Test("The end waits for goodbyes, but not for long", arguments: [true, false])
  func goodbye(saysGoodbye: Bool) {
    var driver = CoordinatorDriver()
    driver.start(workers: 1)
    #expect(driver.give(.stopRequested).messages.map(\.kind) == [.finished])
    if saysGoodbye {
      #expect(driver.receive(.leave(Leave(reason: "")), from: 1).outcome?.exitCode == 75)
    } else {
      driver.now += .milliseconds(400)
      #expect(driver.give(.tick).outcome == nil)
      driver.now += .milliseconds(200)
      #expect(driver.give(.tick).outcome?.exitCode == 75)
    }
  }

  @Test("The second request ends at once: nothing that is being written is waited for")
  func secondRequest() {
    var driver = CoordinatorDriver()
    driver.start(workers: 1)
    #expect(driver.give(.stopRequested).outcome == nil)
    let outcome = driver.give(.stopRequested).outcome
    #expect(outcome?.ending == .stopped(saved: false) && outcome?.isAtOnce == true)
  }

  @Test("The first reason for the end counts")
  func firstReason() {
    var driver = CoordinatorDriver()
    driver.start(workers: 1)
    driver.give(.stopRequested)
    #expect(
      driver.give(.localWorkerExited(name: "w1", exitCode: 1, lastWords: "")).outcome?.ending == .stopped(saved: false))
  }

  @Test(
    "A local worker that ends before the start gives the run its code, when that is one of ours",
    arguments: [(66, 66), (77, 77)] as [(Int32, Int32)])
  func localWorkerBeforeStart(code: Int32, expected: Int32) {
    var driver = CoordinatorDriver()
    driver.receive(CoordinatorDriver.hello("a"), from: 1)
    let directives = driver.give(.localWorkerExited(name: "a", exitCode: code, lastWords: "no such file"))
    #expect(directives.outcome?.exitCode == expected)
    #expect(directives.outcome?.message.contains("no such file") == true)
  }

  @Test("Nodes that come too late are a sign of life: over a slow link there may be nothing else")
  func lateNodes() {
    var driver = CoordinatorDriver()
    driver.start(workers: 2)
    var reports: [CoordinatorReport] = []
    for _ in 0..<16 {
      reports += driver.pass(.milliseconds(500), alive: [2]).reports
      driver.receive(.heartbeat(Heartbeat()), from: 1)
      let late = driver.node(1, 0, step: 0, worker: 1)
      let peer = CoordinatorDriver.peer(1, .bulk)
      #expect(driver.machine.admit(late, from: peer, at: driver.now) == .drop(.oldStep))
    }
    #expect(reports.isEmpty)
  }

  @Test("Dropped frames are reported once a minute, by reason and address")
  func drops() {
    var driver = CoordinatorDriver()
    driver.start(workers: 1)
    for _ in 0..<5 {
      driver.give(.malformed(from: CoordinatorDriver.peer(9), reason: "magic", otherVersion: nil))
    }
    let lines = driver.pass(.seconds(130), alive: [1]).reports.compactMap {
      if case .dropped(let lines) = $0 { lines } else { nil }
    }
    let strangers = lines.flatMap { $0 }.filter { $0.address == "10.0.0.9" }
    #expect(strangers.map(\.count) == [5])
  }

  @Test("Whatever strangers say about themselves, messages stay small and on one line")
  func hostileHello() throws {
    var driver = CoordinatorDriver()
    let long = String(repeating: "\u{1b}[2J\n", count: 8_000)
    let hello = Hello(
      name: long, host: long, pid: -1, threads: 0, isa: long, protocolMin: 9, protocolMax: 9, build: long)
    let directives = driver.receive(.hello(hello), from: 1)
    for message in directives.messages { #expect(try message.encodedBody().count < 4_096) }
    for report in directives.reports {
      #expect(!report.description.contains("\n") && !report.description.contains("\u{1b}"))
    }
    driver.receive(.hello(Hello(name: "a", host: long, pid: 1, threads: 1, isa: long, build: long)), from: 2)
    let again = driver.receive(CoordinatorDriver.hello("a"), from: 3)
    #expect(again.refusal.map { $0.message.utf8.count < 1_000 } == true)
    driver.receive(CoordinatorDriver.ready(), from: 2)
    driver.give(.prepared(.simulated))
    for message in driver.receive(.failed(Failed(reason: long, exitCode: 1)), from: 2).messages {
      #expect(try message.encodedBody().count < 20_000)
    }
  }
}
