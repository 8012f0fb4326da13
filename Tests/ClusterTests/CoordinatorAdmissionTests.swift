import Cluster
import TestKit
import Testing
import Wire

/// What is wrong with a header decides why it is dropped; the first check that fails counts.
struct CoordinatorAdmissionTests {
  @Test(
    "Each thing that can be wrong with a node's header has its reason",
    arguments: [
      Change("nothing", nil) { _ in },
      Change("run", .foreignRun) { $0.run = RunID(high: 9, low: 9) },
      Change("incarnation", .unknownIncarnation) { $0.incarnation = 99 },
      Change("earlier session", .oldSession) { $0.session = 0 },
      Change("later session", .oldSession) { $0.session = 2 },
      Change("term", .foreignTerm) { $0.term = 2 },
      Change("life", .foreignTerm) { $0.life = 5 },
      Change("step before", .oldStep) { $0.step = 0 },
      Change("step after", .futureStep) { $0.step = 2 },
      Change("any step", .futureStep) { $0.step = .max },
      Change("attempt", .otherAttempt) { $0.attempt = 1 },
      Change("sequence", .repeatedSequence) { $0.sequence = 1 },
      Change("kind of the other side", .unexpectedKind) { $0.kindCode = Kind.average.rawValue },
      Change("unknown kind", .unexpectedKind) { $0.kindCode = 999 },
      Change("level", .foreignNode) { $0.nodeLevel = 3 },
      Change("index", .foreignNode) { $0.nodeIndex = .max },
      Change("chunk", .foreignNode) { $0.chunk = 1 },
      Change("chunks", .foreignNode) { $0.chunks = 2 },
      Change("length", .foreignNode) { $0.bodyLength = 4 },
    ])
  func reasons(change: Change) {
    var driver = CoordinatorDriver(training: .toy(shards: 4))
    driver.start(workers: 1)
    var header = driver.node(1, 0, step: 1, worker: 1)
    change.apply(&header)
    let admission = driver.machine.admit(header, from: CoordinatorDriver.peer(1, .bulk), at: .zero)
    #expect(admission == change.reason.map { .drop($0) } ?? .accept)
    #expect(driver.machine.counters.isEmpty == (change.reason == nil))
  }

  @Test("A node inside one that is staged already is dropped; one that contains it is welcome")
  func nested() {
    var driver = CoordinatorDriver(training: .toy(shards: 4))
    driver.start(workers: 2)
    let peer = CoordinatorDriver.peer(1, .bulk)
    let leaf = driver.node(0, 0, step: 1, worker: 1)
    _ = driver.machine.admit(leaf, from: peer, at: .zero)
    driver.give(.nodeStaged(from: peer, leaf))
    #expect(
      driver.machine.admit(driver.node(0, 0, step: 1, worker: 1), from: peer, at: .zero) == .drop(.nodeAlreadyPresent))
    let pair = driver.node(1, 0, step: 1, worker: 1)
    #expect(driver.machine.admit(pair, from: peer, at: .zero) == .accept)
    driver.give(.nodeStaged(from: peer, pair))
    #expect(
      driver.machine.admit(driver.node(0, 1, step: 1, worker: 1), from: peer, at: .zero) == .drop(.nodeAlreadyPresent))
  }

  @Test("A third connection that names a member's incarnation is not listened to")
  func thirdConnection() {
    var driver = CoordinatorDriver()
    driver.start(workers: 1)
    let header = driver.node(0, 0, step: 1, worker: 1)
    #expect(driver.machine.admit(header, from: CoordinatorDriver.peer(7), at: .zero) == .drop(.oldSession))
  }

  @Test("Frames of the sockets before are dropped once a worker came back with new ones")
  func oldSockets() {
    var driver = CoordinatorDriver()
    driver.start(workers: 1)
    var hello = driver.header(.hello, worker: 1)
    hello.session = 2
    let peer = CoordinatorDriver.peer(8)
    #expect(driver.machine.admit(hello, from: peer, at: .zero) == .accept)
    let directives = driver.give(.received(from: peer, hello, CoordinatorDriver.hello("w1")))
    #expect(directives.messages.map(\.kind) == [.welcome])
    let old = driver.header(.heartbeat, worker: 1)
    #expect(driver.machine.admit(old, from: CoordinatorDriver.peer(1), at: .zero) == .drop(.oldSession))
    hello.session = 1
    #expect(driver.machine.admit(hello, from: CoordinatorDriver.peer(1), at: .zero) == .drop(.oldSession))
  }
}

/// One thing changed in a header, and what comes of it.
struct Change: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let reason: DropReason?
  let apply: @Sendable (inout FrameHeader) -> Void

  init(_ name: String, _ reason: DropReason?, _ apply: @escaping @Sendable (inout FrameHeader) -> Void) {
    self.testDescription = name
    self.reason = reason
    self.apply = apply
  }
}
