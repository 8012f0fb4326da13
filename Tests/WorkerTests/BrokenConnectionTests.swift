import Foundation
import Keys
import Logging
import TestKit
import Testing
import Training
import Wire
import ZeroMQ

@testable import Worker

/// A protocol error ends an encrypted connection for good: libzmq says nothing, and never tries again.
@Suite struct BrokenConnectionTests {
  /// A coordinator's socket, with its keys and one worker's.
  private final class Server {
    let context: Context
    let gate: Gate
    let router: Socket
    let endpoint: Endpoint
    let poller: Poller
    let keys: WorkerKeys

    init(_ scratch: Scratch) throws {
      let (own, worker) = (try KeyPair.generate(), try KeyPair.generate())
      context = try Context()
      gate = try Gate(context: context)
      router = try Socket(.router, context: context, security: .server(own))
      endpoint = try router.bind(to: .tcp(host: "127.0.0.1", port: 0))
      poller = Poller(wakeUp: try WakeUp())
      poller.add(gate.socket)
      poller.add(router)
      let entry = AllowList.Entry(name: "coordinator", key: own.publicKey, role: .worker)
      try PublicKeyFile.write(entry, to: scratch.file("coordinator.public"))
      try SecretKeyFile.write(worker, of: "node", to: scratch.file("node.secret"))
      keys = WorkerKeys(
        secretFile: scratch.file("node.secret"), coordinatorFile: scratch.file("coordinator.public"), credentials: nil)
    }

    /// The peer that says hello next, other than one that is known.
    func greeted(otherThan old: RoutingID? = nil) throws -> RoutingID {
      let end = ContinuousClock.now + .seconds(30)
      while ContinuousClock.now < end {
        try gate.answer { _, _ in true }
        while let arrival = try router.receive() {
          let kind = try FrameCodec.header(of: arrival.frame.bytes).kind
          if kind == .hello, let peer = arrival.peer, peer != old { return peer }
        }
        try poller.wait(timeout: .milliseconds(20))
      }
      return try #require(nil as RoutingID?, "no hello in 30 s")
    }
  }

  @Test("a worker whose connection broke at a frame too large comes back by itself with another one")
  func oversized() throws {
    let scratch = try Scratch()
    let server = try Server(scratch)
    let options = WorkerService.Options(
      coordinator: server.endpoint, threads: 1, name: "node", data: [],
      cache: DataCache.Place(directory: scratch.file("cache"), limit: 1 << 30), once: true, keys: server.keys)
    let worker = try WorkerService(options, log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    let thread = Thread { _ = try? worker.run() }
    thread.start()
    defer { worker.stop() }
    let peer = try server.greeted()
    let tooLarge = Frame(size: Profile.largestFrame + 1)
    #expect(try server.router.send(tooLarge, to: peer) == .sent)
    #expect(try server.greeted(otherThan: peer) != peer)
  }
}
