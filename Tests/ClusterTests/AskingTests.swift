import Cluster
import TestKit
import Testing
import Wire

/// What a person asks a coordinator, and who may.
struct AskingTests {
  private static let person = CoordinatorDriver.peer(9)

  private static func peer(_ standing: Standing) -> PeerID {
    var peer = person
    peer.standing = standing
    return peer
  }

  private struct Heard {
    var answer: Answer?
    var directives: [CoordinatorDirective]
  }

  private func ask(
    _ ask: Ask, _ driver: inout CoordinatorDriver, as standing: Standing = .owner
  ) -> Heard {
    let peer = Self.peer(standing)
    let header = FrameHeader(kind: .ask, sequence: 1)
    guard driver.machine.admit(header, from: peer, at: driver.now) == .accept else {
      return Heard(answer: nil, directives: [])
    }
    let directives = driver.give(.received(from: peer, header, .ask(ask)))
    let answers = directives.compactMap { directive -> Answer? in
      if case .send(.answer(let answer), _, let to) = directive, to == peer { answer } else { nil }
    }
    return Heard(answer: answers.first, directives: directives)
  }

  private func training() -> CoordinatorDriver {
    var driver = CoordinatorDriver(
      training: .toy(shards: 4), checkpoints: CheckpointPolicy(everySteps: nil, everyEpochs: nil, every: nil))
    driver.start(workers: 2)
    return driver
  }

  @Test("the state names the run, its place and every worker")
  func status() throws {
    var driver = training()
    let state = try #require(ask(Ask(.status), &driver).answer?.state)
    #expect((state.run, state.phase, state.step, state.steps) == ("toy", "training", 0, 5))
    #expect(state.workers.map(\.name) == driver.machine.memberNames)
    #expect(state.workers.allSatisfy { $0.state == "training" })
    #expect(state.workers.reduce(0) { $0 + $1.shards } == 4)
  }

  @Test("the host's owner and an administrator's key may ask; workers, open ports and removed keys may not")
  func whoMay() {
    let admin = Standing.known(Identity(name: "alice", key: "k", isWorker: false))
    let worker = Standing.known(Identity(name: "w1", key: "k", isWorker: true))
    for (standing, isAllowed) in [
      (Standing.owner, true), (admin, true), (worker, false), (.unasked, false), (.removed, nil),
    ] as [(Standing, Bool?)] {
      var driver = training()
      let heard = ask(Ask(.stop), &driver, as: standing)
      #expect(heard.answer?.isDone == isAllowed, "\(standing)")
      let isStopping = heard.directives.contains { if case .report(.draining) = $0 { true } else { false } }
      #expect(isStopping == (isAllowed ?? false), "\(standing)")
    }
  }

  @Test("a worker that is sent away is refused until it is admitted, and the others go on")
  func drain() throws {
    var driver = training()
    let name = try #require(driver.machine.memberNames.first)
    let heard = ask(Ask(.drain, worker: name), &driver)
    #expect(heard.answer?.isDone == true)
    #expect(driver.machine.memberNames.count == 1)
    #expect(
      heard.directives.contains {
        if case .send(.refused(let refusal), _, _) = $0 { refusal.code == .drained } else { false }
      })
    #expect(refusal(of: name, &driver)?.code == .drained)
    #expect(ask(Ask(.drain, worker: name), &driver).answer?.isDone == true)
    #expect(ask(Ask(.admit, worker: name), &driver).answer?.isDone == true)
    #expect(refusal(of: name, &driver) == nil)
    #expect(ask(Ask(.admit, worker: name), &driver).answer?.isDone == false)
    #expect(ask(Ask(.drain, worker: "nobody"), &driver).answer?.isDone == false)
    #expect(ask(Ask(.drain, worker: "no name"), &driver).answer?.isDone == false)
  }

  private func refusal(of name: String, _ driver: inout CoordinatorDriver) -> Refusal? {
    let peer = CoordinatorDriver.peer(7)
    let header = driver.header(.hello, worker: 77)
    for directive in driver.give(.received(from: peer, header, CoordinatorDriver.hello(name))) {
      if case .send(.refused(let refusal), _, _) = directive { return refusal }
    }
    return nil
  }

  @Test("a question of a newer protocol is answered, not dropped")
  func other() {
    var driver = training()
    #expect(ask(Ask(.other), &driver).answer?.isDone == false)
  }
}
