import Glibc
import TestKit
import Testing

@testable import ZeroMQ

@Suite struct LocalListenerTests {
  @Test("a path is told apart: somebody listens there, nobody any more, or nothing lies there")
  func kinds() throws {
    let pair = try Pair(.ipc)
    guard case .ipc(let path) = pair.endpoint else { return }
    #expect(LocalListener.find(at: path) == .there)
    #expect(Probe.connect(to: pair.endpoint) == .connected(from: "this host"))
    let scratch = try Scratch()
    #expect(LocalListener.find(at: scratch.file("none.sock")) == .gone)
    try leaveSocket(at: scratch.file("left.sock"))
    #expect(LocalListener.find(at: scratch.file("left.sock")) == .gone)
    #expect(Probe.connect(to: .ipc(path: scratch.file("left.sock"))) == .refused(from: nil))
    #expect(LocalListener.find(at: "/" + String(repeating: "x", count: 200)) == .unreachable(code: ENAMETOOLONG))
  }

  @Test("of a directory's sockets those go on which nobody listens, with their locks")
  func abandoned() throws {
    let scratch = try Scratch()
    let router = try Socket(.router, context: try Context())
    try router.bind(to: .ipc(path: scratch.file("live.sock")))
    try leaveSocket(at: scratch.file("left.sock"))
    _ = try scratch.write([], to: "left.sock.lock")
    _ = try scratch.write([1], to: "file.sock")
    AbandonedSockets.remove(in: scratch.path)
    #expect(try scratch.names == ["file.sock", "live.sock", "live.sock.lock"])
    #expect(LocalListener.find(at: scratch.file("live.sock")) == .there)
  }

  @Test("a program that has the lock is about to listen: its socket stays")
  func aboutToListen() throws {
    let scratch = try Scratch()
    let lock = try PathLock(guarding: scratch.file("new.sock"))
    try leaveSocket(at: scratch.file("new.sock"))
    AbandonedSockets.remove(in: scratch.path)
    withExtendedLifetime(lock) {}
    #expect(access(scratch.file("new.sock"), F_OK) == 0)
  }

  @Test("a directory that is not there has no sockets")
  func nowhere() throws { AbandonedSockets.remove(in: try Scratch().file("nowhere")) }
}
