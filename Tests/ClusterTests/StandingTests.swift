import Cluster
import TestKit
import Testing
import Wire

/// Where connections have keys, a frame counts for what its connection's key says.
struct StandingTests {
  private static func peer(_ worker: Int, _ standing: Standing, _ channel: Channel = .control) -> PeerID {
    var peer = CoordinatorDriver.peer(worker, channel)
    peer.standing = standing
    return peer
  }

  private static func known(_ name: String, isWorker: Bool = true) -> Standing {
    .known(Identity(name: name, key: "key of \(name)", isWorker: isWorker))
  }

  /// What a coordinator answers to a hello over a connection of this standing.
  private func answers(to name: String, _ standing: Standing) -> [Message] {
    var driver = CoordinatorDriver()
    driver.give(.prepared(.simulated))
    let hello = CoordinatorDriver.hello(name)
    let directives = driver.give(.received(from: Self.peer(1, standing), driver.header(.hello, worker: 1), hello))
    return directives.compactMap { if case .send(let message, _, _) = $0 { message } else { nil } }
  }

  @Test("a worker has the name of its key, whether it says so or says none", arguments: ["anna", ""])
  func named(said: String) throws {
    guard case .welcome(let welcome)? = answers(to: said, Self.known("anna")).first else {
      return #expect(Bool(false), "no welcome")
    }
    #expect(welcome.name == "anna")
  }

  @Test("another name, a person's key and no name without a key are refused for good")
  func refused() {
    for (name, standing, words) in [
      ("bert", Self.known("anna"), "is that of worker anna, not of bert"),
      ("anna", Self.known("anna", isWorker: false), "is anna's, who is no worker"), ("", .unasked, "worker name"),
    ] {
      guard case .refused(let refusal)? = answers(to: name, standing).first else {
        Issue.record("\(name) is not refused")
        continue
      }
      #expect(refusal.final && refusal.message.contains(words), "\(refusal.message)")
    }
  }

  @Test("a frame for a member counts over a connection of its own key alone")
  func otherKey() {
    for (standing, reason) in [
      (Standing.unasked, nil), (Self.known("w1"), nil), (Self.known("w2"), .otherKey),
      (Self.known("w1", isWorker: false), .otherKey), (.removed, .removedKey),
    ] as [(Standing, DropReason?)] {
      var driver = CoordinatorDriver(training: .toy(shards: 4))
      driver.start(workers: 1)
      let header = driver.node(1, 0, step: 1, worker: 1)
      let admission = driver.machine.admit(header, from: Self.peer(1, standing, .bulk), at: .zero)
      #expect(admission == reason.map { .drop($0) } ?? .accept, "\(standing)")
    }
  }

  @Test("a member whose key is taken off the list is lost at once, the others are not")
  func removed() {
    var driver = CoordinatorDriver()
    driver.give(.prepared(.simulated))
    for (worker, name) in [(1, "anna"), (2, "bert")] {
      let hello = CoordinatorDriver.hello(name)
      driver.give(.received(from: Self.peer(worker, Self.known(name)), driver.header(.hello, worker: worker), hello))
    }
    #expect(driver.machine.memberNames == ["anna", "bert"])
    driver.give(.keysChanged(keep: ["key of anna", "key of carl"]))
    #expect(driver.machine.memberNames == ["anna"])
  }
}
