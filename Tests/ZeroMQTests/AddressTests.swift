import Glibc
import Testing

@testable import ZeroMQ

@Suite struct AddressTests {
  @Test("a port that is taken is told with its address")
  func portInUse() throws {
    let pair = try Pair()
    let second = try Socket(.router, context: pair.context)
    #expect(throws: SocketError.addressInUse(endpoint: pair.endpoint.description, holder: nil)) {
      try second.bind(to: pair.endpoint)
    }
  }

  @Test("port 0 becomes the port that the system chose")
  func chosenPort() throws {
    #expect(try Pair().endpoint != .tcp(host: "127.0.0.1", port: 0))
  }

  @Test("a name that does not resolve is told when connecting")
  func unknownName() throws {
    let dealer = try Socket(.dealer(RoutingID("a")), context: try Context())
    let error = #expect(throws: SocketError.self) { try dealer.connect(to: .tcp(host: "no.such.invalid", port: 1)) }
    #expect(error?.description.hasPrefix("tcp://no.such.invalid:1: the name does not resolve") == true)
  }

  @Test("an address of another host cannot be listened at")
  func foreignAddress() throws {
    let router = try Socket(.router, context: try Context())
    #expect(throws: SocketError.failed(operation: "zmq_bind", code: EADDRNOTAVAIL, endpoint: "tcp://192.0.2.1:1")) {
      try router.bind(to: .tcp(host: "192.0.2.1", port: 1))
    }
  }

  @Test("all addresses are no place to connect to", arguments: ["tcp://*:7077", "tcp://127.0.0.1:0"])
  func connectToAll(text: String) throws {
    let dealer = try Socket(.dealer(RoutingID("a")), context: try Context())
    #expect(throws: SocketError.badEndpoint(text, problem: "an address to listen at, not one to reach")) {
      try dealer.connect(to: try Endpoint(parsing: text))
    }
  }

  @Test("IPv6 loopback works")
  func ipv6() throws {
    let context = try Context()
    let router = try Socket(.router, context: context)
    let dealer = try Socket(.dealer(RoutingID("a")), context: context)
    try dealer.connect(to: try router.bind(to: .tcp(host: "::1", port: 0)))
    let frame = Frame([1])
    try until { try dealer.send(frame) == .sent }
    let poller = Poller(wakeUp: try WakeUp())
    poller.add(router)
    try poller.wait(timeout: .seconds(5))
    #expect(try router.receive()?.frame.peerAddress == "::1")
  }

  @Test("a live ipc path is locked, and free when its socket closes")
  func lockedPath() throws {
    let pair = try Pair(.ipc)
    let second = try Socket(.router, context: pair.context)
    #expect(throws: SocketError.addressInUse(endpoint: pair.endpoint.description, holder: "process \(getpid())")) {
      try second.bind(to: pair.endpoint)
    }
    // The first still listens: libzmq alone would have given the path to the second.
    let dealer = try pair.dealer("a")
    try pair.send(Frame("still here".utf8), from: dealer)
    #expect(try pair.next(pair.router).text == "still here")
    pair.poller.remove(pair.router)
    pair.router.close()
    try second.bind(to: pair.endpoint)
  }

  @Test("a socket and a lock file left by a dead program are no obstacle")
  func leftOver() throws {
    let path = temporaryPath()
    try leaveSocket(at: path)
    close(open(path + ".lock", O_CREAT | O_WRONLY, 0o600))
    let router = try Socket(.router, context: try Context())
    try router.bind(to: .ipc(path: path))
  }

  @Test("a file that is no socket is left alone")
  func foreignFile() throws {
    let path = temporaryPath()
    close(open(path, O_CREAT | O_WRONLY, 0o600))
    defer { unlink(path) }
    let router = try Socket(.router, context: try Context())
    #expect(throws: SocketError.notASocket(path: path)) { try router.bind(to: .ipc(path: path)) }
    #expect(access(path, F_OK) == 0)
  }

  @Test("the runtime directory is made for this user alone, and refused otherwise")
  func runtimeDirectory() throws {
    let base = temporaryPath()
    mkdir(base, 0o755)
    let path = try RuntimeDirectory.prepare(environment: ["XDG_RUNTIME_DIR": base])
    #expect(path == base + "/mgd")
    #expect(try RuntimeDirectory.prepare(environment: ["XDG_RUNTIME_DIR": base]) == path)
    chmod(path, 0o750)
    #expect(throws: SocketError.notPrivate(directory: path, problem: "has mode 750")) {
      try RuntimeDirectory.prepare(environment: ["XDG_RUNTIME_DIR": base])
    }
    rmdir(path)
    symlink("/tmp", path)
    #expect(throws: SocketError.notPrivate(directory: path, problem: "is not a directory")) {
      try RuntimeDirectory.prepare(environment: ["XDG_RUNTIME_DIR": base])
    }
    unlink(path)
    rmdir(base)
  }

  @Test("a directory is trusted that belongs to one of the right users, and that nobody else can write in")
  func trusted() throws {
    let path = temporaryPath()
    mkdir(path, 0o700)
    defer { rmdir(path) }
    try RuntimeDirectory.requireOwners([geteuid()], of: path)
    #expect(throws: SocketError.notTrusted(directory: path, problem: "belongs to user \(geteuid())")) {
      try RuntimeDirectory.requireOwners([geteuid() + 1], of: path)
    }
    for (mode, word) in [(0o770, "770"), (0o702, "702")] as [(mode_t, String)] {
      chmod(path, mode)
      #expect(throws: SocketError.notTrusted(directory: path, problem: "has mode \(word)")) {
        try RuntimeDirectory.requireOwners([geteuid()], of: path)
      }
    }
    let link = temporaryPath()
    symlink(path, link)
    defer { unlink(link) }
    #expect(throws: SocketError.notTrusted(directory: link, problem: "is not a directory")) {
      try RuntimeDirectory.requireOwners([geteuid()], of: link)
    }
  }
}
