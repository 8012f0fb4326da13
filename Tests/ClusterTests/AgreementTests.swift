import Cluster
import Reduction
import TestKit
import Testing
import Wire

/// A checkpoint after every step, led by hand: members say what their replicas are like.
struct AgreementTests {
  private var driver = CoordinatorDriver(
    training: .toy(shards: 1), checkpoints: CheckpointPolicy(everySteps: 1, everyEpochs: nil, every: nil))

  /// The step at hand is committed.
  private mutating func commit(_ step: UInt64) -> [CoordinatorDirective] {
    let header = driver.node(0, 0, step: step, worker: 1)
    let peer = CoordinatorDriver.peer(1, .bulk)
    #expect(driver.machine.admit(header, from: peer, at: driver.now) == .accept)
    driver.give(.nodeStaged(from: peer, header))
    return driver.give(.reduced(step: Int(step), attempt: 0, finite: true, Figures()))
  }

  private mutating func say(_ digest: String?, by worker: Int, step: UInt64 = 1, passed: Bool? = nil)
    -> [CoordinatorDirective]
  {
    let header = driver.header(.held, worker: worker, step: step)
    let peer = CoordinatorDriver.peer(worker)
    guard driver.machine.admit(header, from: peer, at: driver.now) == .accept else { return [] }
    return driver.give(.received(from: peer, header, .held(Held(digest: digest, passed: passed))))
  }

  private mutating func copied(_ digest: String, step: Int = 1) -> [CoordinatorDirective] {
    driver.give(.replicaCopied(step: step, digest: digest))
  }

  @Test("Members are asked for their digests with the commit; the checkpoint is written when all are alike")
  mutating func agreed() {
    driver.start(workers: 2)
    let news = commit(1)
    #expect(news.messages.contains(.committed(Committed(compare: true))))
    #expect(news.averageFlags == .compare)
    #expect(copied("aa").written.isEmpty)
    #expect(say("aa", by: 1).written.isEmpty)
    #expect(say("aa", by: 2).written == [1])
  }

  @Test("A member that has gone on is not waited for; one that is silent is, for a moment")
  mutating func excused() {
    driver.start(workers: 2)
    _ = commit(1)
    _ = copied("aa")
    #expect(say(nil, by: 1).written.isEmpty, "that it holds the step is no digest")
    #expect(say(nil, by: 1, passed: true).written.isEmpty)
    let later = driver.pass(.seconds(4), alive: [1, 2])
    #expect(later.messages.contains(.compare(Compare())), "it is asked once more")
    #expect(later.written == [1])
  }

  @Test(
    "After a stop whose checkpoint is durable the next life waits for nobody; otherwise for the members",
    arguments: [true, false])
  mutating func stopped(isSaved: Bool) {
    driver.start(workers: 2)
    _ = commit(1)
    _ = copied("aa")
    _ = say("aa", by: 1)
    _ = say("aa", by: 2)
    var directives = driver.give(.stopRequested)
    directives += driver.give(.checkpointed(step: 1, failure: isSaved ? nil : "no space"))
    #expect(directives.messages.contains { $0.kind == .finished })
    #expect(directives.contains(.keepLineage([])) == isSaved)
  }

  @Test(
    "A checkpoint that cannot be written costs a run nothing, and ends one that must not go on without",
    arguments: [false, true])
  mutating func unwritten(isRequired: Bool) throws {
    driver = CoordinatorDriver(
      training: .toy(shards: 1),
      checkpoints: CheckpointPolicy(everySteps: 1, everyEpochs: nil, every: nil, isRequired: isRequired))
    driver.start(workers: 1)
    _ = commit(1)
    _ = copied("aa")
    #expect(say("aa", by: 1).written == [1])
    let reports = driver.give(.checkpointed(step: 1, failure: "no space left")).reports
    let outcomes = reports.compactMap { if case .finishing(let outcome) = $0 { outcome } else { nil } }
    #expect(outcomes.map(\.exitCode) == (isRequired ? [75] : []))
    #expect(outcomes.allSatisfy { $0.message.contains("the checkpoint of step 1 could not be written") })
  }

  @Test("A digest with another evaluation in it is no answer")
  mutating func otherEvaluation() {
    driver.start(workers: 1)
    _ = commit(1)
    _ = copied("aa")
    let header = driver.header(.held, worker: 1, step: 1)
    let peer = CoordinatorDriver.peer(1)
    #expect(driver.machine.admit(header, from: peer, at: driver.now) == .accept)
    #expect(driver.give(.received(from: peer, header, .held(Held(digest: "bb", evaluated: 1)))).written.isEmpty)
  }

  @Test("The one of three that differs is dropped, and the run goes back")
  mutating func outvoted() {
    driver.start(workers: 2)
    _ = commit(1)
    _ = copied("aa")
    _ = say("aa", by: 1)
    let end = say("bb", by: 2)
    #expect(end.written.isEmpty && end.contains(.dropCheckpoint(step: 1)) && end.contains(.goBack))
    #expect(end.reports.contains { $0.isLoss(of: "w2") })
    #expect(driver.machine.memberNames == ["w1"])
  }

  @Test("When the coordinator's own replica is the one that differs, nobody is dropped")
  mutating func ownReplica() {
    driver.start(workers: 2)
    _ = commit(1)
    _ = copied("bb")
    _ = say("aa", by: 1)
    let end = say("aa", by: 2)
    #expect(end.contains(.goBack))
    #expect(driver.machine.memberNames == ["w1", "w2"])
  }

  @Test("Of two that differ, or of four in two halves, nobody can say which is right", arguments: [1, 3])
  mutating func undecided(workers: Int) throws {
    driver.start(workers: workers)
    _ = commit(1)
    var last = copied("aa")
    for worker in 1...workers { last = say(worker * 2 > workers ? "bb" : "aa", by: worker) }
    guard case .finishing(let outcome) = last.reports.last else { return #expect(Bool(false), "no end") }
    #expect(outcome.ending == .replicasDiffer(step: 1))
    #expect(outcome.message.contains("coordinator: aa") && outcome.message.contains("w\(workers): bb"))
  }

  @Test("After going back every member gets the checkpoint's replica under the new term, whatever it holds")
  mutating func goesBack() {
    driver.start(workers: 2)
    _ = commit(1)
    _ = copied("bb")
    _ = say("aa", by: 1)
    _ = say("aa", by: 2)
    let place = Return(step: 0, term: 9, life: 99, evaluationDue: false, lastValidation: nil)
    let back = driver.give(.wentBack(place))
    #expect(back.messages.count { $0.kind == .welcome } == 2)
    #expect(driver.machine.committed == 0)
    driver.follow(term: 9, life: 99)
    let answer = driver.receive(CoordinatorDriver.ready(), from: 1)
    #expect(answer.snapshots == [0], "its own replica is not the initial one any more")
  }

  @Test("A worker says the digest of the step that it was asked about, and goes no further before the copy is made")
  func worker() {
    var driver = WorkerDriver()
    driver.join()
    let root = Computed(step: 1, attempt: 0, nodes: [TreeNode(level: 2, index: 0)])
    #expect(driver.give(.computed(root)).contains(.applyRoot(step: 1, attempt: 0, samples: 16)))
    let news = driver.receive(.committed(Committed(compare: true)), step: 1).work
    #expect(news.contains(.digestReplica(step: 1)))
    #expect(!news.contains(.allowAhead(through: 2)))
    let answer = driver.give(.digested(step: 1, digest: "aa"))
    #expect(answer.messages == [.held(Held(digest: "aa"))])
    #expect(answer.contains(.allowAhead(through: 2)))
    #expect(driver.receive(.compare(Compare()), step: 1).messages == [.held(Held(digest: "aa"))], "asked again")
  }

  @Test("A question that comes before the average is answered with it; one that comes too late is said to be")
  func question() {
    var driver = WorkerDriver()
    driver.join(shards: [0..<2])
    #expect(driver.receive(.compare(Compare()), step: 1).work.isEmpty)
    #expect(driver.give(.averageStaged(driver.header(.average, step: 1))).contains(.digestReplica(step: 1)))
    driver.give(.digested(step: 1, digest: "aa"))
    driver.give(.averageStaged(driver.header(.average, step: 2)))
    let late = driver.receive(.compare(Compare(evaluated: 7)), step: 1)
    #expect(late.messages == [.held(Held(passed: true))])
  }
}

extension [CoordinatorDirective] {
  fileprivate var written: [Int] {
    compactMap { if case .writeCheckpoint(let checkpoint) = $0 { checkpoint.step } else { nil } }
  }

  fileprivate var snapshots: [Int] {
    compactMap { if case .sendSnapshot(let step, _) = $0 { step } else { nil } }
  }

  fileprivate var averageFlags: FrameHeader.Flags? {
    for case .commit(let commit) in self { return commit.header.flags }
    return nil
  }
}
