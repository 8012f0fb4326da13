import Dispatch
import Glibc
import Locks
import Testing
import ZeroMQ

@testable import Worker

@Suite struct AddressLookupTests {
  private static let name = Endpoint.tcp(host: "host.test", port: 7077)

  private func awaited(_ lookup: AddressLookup) -> AddressLookup.Finding? {
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end {
      if let finding = lookup.take() { return finding }
      usleep(1000)
    }
    return nil
  }

  @Test(
    "what is no name is found at once",
    arguments: ["tcp://127.0.0.1:7077", "tcp://[::1]:7077", "ipc:///run/mgd.sock"])
  func numeric(text: String) throws {
    let endpoint = try Endpoint(parsing: text)
    let lookup = AddressLookup(of: endpoint, wakeUp: try WakeUp())
    #expect(lookup.take() == nil)
    lookup.begin()
    #expect(lookup.take() == .success([endpoint]))
    #expect(lookup.take() == nil)
  }

  @Test("a name is looked up aside, once however often it is asked for")
  func slow() throws {
    let answer = DispatchSemaphore(value: 0)
    let asked = Locked(0)
    let lookup = AddressLookup(of: Self.name, wakeUp: try WakeUp()) { endpoint in
      asked.withLock { $0 += 1 }
      answer.wait()
      return .success([endpoint])
    }
    for _ in 0..<3 {
      lookup.begin()
      #expect(lookup.take() == nil)
    }
    answer.signal()
    #expect(awaited(lookup) == .success([Self.name]))
    #expect(asked.withLock { $0 } == 1)
    lookup.begin()
    answer.signal()
    #expect(awaited(lookup) == .success([Self.name]))
    #expect(asked.withLock { $0 } == 2)
  }

  @Test("a name without an address says so")
  func unknown() throws {
    let lookup = AddressLookup(of: .tcp(host: "no-such-host.invalid", port: 7077), wakeUp: try WakeUp())
    lookup.begin()
    guard case .failure(.notResolved) = awaited(lookup) else {
      Issue.record("found an address")
      return
    }
  }
}
