import Glibc
import Testing

@testable import ZeroMQ

@Suite struct EndpointTests {
  @Test(
    "an address is read and written",
    arguments: [
      ("tcp://127.0.0.1:7077", Endpoint.tcp(host: "127.0.0.1", port: 7077)),
      ("tcp://node-1.example.org:1", .tcp(host: "node-1.example.org", port: 1)),
      ("tcp://[::1]:7077", .tcp(host: "::1", port: 7077)), ("tcp://*:0", .tcp(host: "*", port: 0)),
      ("ipc:///run/mgd/a.sock", .ipc(path: "/run/mgd/a.sock")),
      ("ipc:///" + String(repeating: "a", count: 106), .ipc(path: "/" + String(repeating: "a", count: 106))),
    ])
  func read(text: String, endpoint: Endpoint) throws {
    #expect(try Endpoint(parsing: text) == endpoint)
    #expect(endpoint.description == text)
  }

  @Test(
    "what is no address says why",
    arguments: [
      ("", "unknown scheme"), ("localhost:7077", "unknown scheme"), ("http://a:1", "unknown scheme"),
      ("tcp://host", "the port is missing"), ("tcp://:7077", "the host is missing"),
      ("tcp://host:", "port '' is not a number from 0 to 65535"),
      ("tcp://host:65536", "port '65536' is not a number from 0 to 65535"),
      ("tcp://host:+1", "port '+1' is not a number from 0 to 65535"),
      ("tcp://a b:1", "host 'a b' has a character that no host name has"),
      ("tcp://[a b]:1", "host '[a b]' is no IPv6 address in brackets"),
      ("tcp://[]:1", "host '[]' is no IPv6 address in brackets"),
      ("tcp://[:1", "host '[' is no IPv6 address in brackets"),
      ("tcp://[::1:1", "host '[::1' is no IPv6 address in brackets"),
      ("tcp://::1]:1", "host '::1]' is no IPv6 address in brackets"),
      ("tcp://[127.0.0.1]:1", "host '[127.0.0.1]' is no IPv6 address in brackets"),
      ("tcp://[::1\0]:1", "host '[::1\0]' is no IPv6 address in brackets"),
      // Addresses are resolved without scopes.
      ("tcp://[fe80::1%eth0]:1", "host '[fe80::1%eth0]' is no IPv6 address in brackets"),
      ("tcp://eth0;a:1", "host 'eth0;a' has a character that no host name has"),
      ("ipc://relative", "the path must be absolute"), ("ipc:///", "the path must be absolute"),
      ("ipc:///" + String(repeating: "a", count: 107), "the path has 108 bytes, the system allows 107"),
    ])
  func refused(text: String, problem: String) {
    #expect(throws: SocketError.badEndpoint(text, problem: problem)) { try Endpoint(parsing: text) }
  }

  @Test(
    "an address is local when nobody outside can reach it",
    arguments: [
      ("tcp://127.0.0.1:1", true), ("tcp://127.8.0.1:1", true), ("tcp://localhost:1", true), ("tcp://[::1]:1", true),
      ("ipc:///a", true), ("tcp://*:1", false), ("tcp://10.0.0.1:1", false), ("tcp://[::]:1", false),
      ("tcp://127.0.0.1.example.org:1", false), ("tcp://0.0.0.0:1", false),
    ])
  func local(text: String, isLocal: Bool) throws {
    #expect(try Endpoint(parsing: text).isLocal == isLocal)
  }

  @Test("localhost resolves to IPv4 first")
  func localhost() throws {
    let found = try ResolvedAddress.resolve(host: "localhost", endpoint: .tcp(host: "localhost", port: 1))
    #expect(found.first?.text == "127.0.0.1")
  }

  @Test(
    "a name that has other addresses is not taken for a loopback one; localhost and addresses are what they say",
    arguments: [
      ("host1", ["127.0.1.1", "10.0.0.1", "::1"], ["10.0.0.1"]),
      ("host1", ["10.0.0.1", "fd00::1"], ["10.0.0.1", "fd00::1"]),
      ("localhost", ["127.0.0.1", "::1"], ["127.0.0.1", "::1"]), ("a.LOCALHOST", ["127.0.0.1"], ["127.0.0.1"]),
      ("127.0.1.1", ["127.0.1.1"], ["127.0.1.1"]), ("::1", ["::1"], ["::1"]),
    ])
  func reachable(host: String, found: [String], expected: [String]) throws {
    let found = found.compactMap(ResolvedAddress.init(numeric:))
    #expect(try ResolvedAddress.reachable(found, of: host, .tcp(host: host, port: 1)).map(\.text) == expected)
  }

  @Test(
    "a name that is a loopback address alone is refused, with the file that says so", arguments: ["127.0.1.1", "::1"])
  func onlyLoopback(address: String) {
    let endpoint = Endpoint.tcp(host: "host1", port: 7077)
    let found = [address].compactMap(ResolvedAddress.init(numeric:))
    let expected = SocketError.onlyLoopback(endpoint: "tcp://host1:7077", host: "host1", address: address)
    #expect(throws: expected) { try ResolvedAddress.reachable(found, of: "host1", endpoint) }
    for words in ["tcp://host1:7077: ", "host1 is \(address) alone", "/etc/hosts", "tcp://*:PORT"] {
      #expect("\(expected)".contains(words), "\(expected)")
    }
  }

  @Test("the own name is refused for both ends where it is a loopback address", .enabled(if: ownNameIsLoopback))
  func ownName() throws {
    let context = try Context()
    let endpoint = Endpoint.tcp(host: Self.ownName, port: 7077)
    func isRefused(_ error: SocketError?) -> Bool {
      if case .onlyLoopback = error { true } else { false }
    }
    let router = try Socket(.router, context: context)
    #expect(isRefused(#expect(throws: SocketError.self) { try router.bind(to: endpoint) }))
    let dealer = try Socket(.dealer(RoutingID("a")), context: context)
    #expect(isRefused(#expect(throws: SocketError.self) { try dealer.connect(to: endpoint) }))
    #expect("\(Probe.connect(to: endpoint))".contains("/etc/hosts"))
  }

  private static let ownName: String = {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }()

  private static var ownNameIsLoopback: Bool {
    let found = (try? ResolvedAddress.lookUp(host: ownName, endpoint: .tcp(host: ownName, port: 1))) ?? []
    return !found.isEmpty && found.allSatisfy(\.isLoopback) && !Endpoint.isNameOfLoopback(ownName)
  }
}
