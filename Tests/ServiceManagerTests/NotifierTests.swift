import Glibc
import TestKit
import Testing

@testable import ServiceManager

@Suite struct NotifierTests {
  private let scratch: Scratch
  private let manager: DatagramListener

  init() throws {
    scratch = try Scratch()
    manager = try DatagramListener(scratch.file("notify"))
  }

  private func notifier(_ environment: [String: String] = [:]) throws -> Notifier {
    try #require(Notifier(environment: ["NOTIFY_SOCKET": manager.name].merging(environment) { $1 }))
  }

  @Test("the first turn says that the service is ready, and what it does, in one datagram")
  func ready() throws {
    try notifier().turned(at: .zero, status: "waiting")
    #expect(manager.next() == "READY=1\nSTATUS=waiting")
    #expect(manager.next() == nil)
  }

  @Test("a status is told when it changed, and at most once a second")
  func status() throws {
    let notifier = try notifier()
    for tenth in 0...25 { notifier.turned(at: .milliseconds(tenth * 100), status: "step \(tenth)") }
    #expect(manager.lines() == ["READY=1", "STATUS=step 0", "STATUS=step 10", "STATUS=step 20"])
    notifier.turned(at: .seconds(4), status: "step 20")
    #expect(manager.lines() == [])
  }

  @Test("a status is one line, whatever is in it")
  func oneLine() throws {
    try notifier().turned(at: .zero, status: "a\nSTOPPING=1\u{1B}b")
    #expect(manager.lines() == ["READY=1", "STATUS=a STOPPING=1 b"])
  }

  @Test("the watchdog is fed twice in its time")
  func watchdog() throws {
    let notifier = try notifier(["WATCHDOG_USEC": "2000000", "WATCHDOG_PID": "\(getpid())"])
    for tenth in 0..<40 { notifier.turned(at: .milliseconds(tenth * 100), status: "") }
    #expect(manager.lines() == ["READY=1"] + Array(repeating: "WATCHDOG=1", count: 4))
  }

  @Test(
    "nobody feeds a watchdog that is not there, or watches another process",
    arguments: [
      [:], ["WATCHDOG_USEC": "0"], ["WATCHDOG_USEC": "soon"], ["WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"],
    ])
  func noWatchdog(environment: [String: String]) throws {
    let notifier = try notifier(environment)
    for second in 0..<10 { notifier.turned(at: .seconds(second), status: "") }
    #expect(manager.lines() == ["READY=1"])
  }

  @Test("the stop is said once")
  func stopping() throws {
    let notifier = try notifier()
    notifier.stopping()
    notifier.stopping()
    #expect(manager.lines() == ["STOPPING=1"])
  }

  @Test("what a full socket did not take is said at a later turn")
  func full() throws {
    let notifier = try notifier()
    while NotifySocket(manager.name)?.send("filling") == true {}
    notifier.turned(at: .zero, status: "late")
    #expect(Set(manager.lines()) == ["filling"])
    notifier.turned(at: .milliseconds(125), status: "late")
    #expect(manager.lines() == ["READY=1", "STATUS=late"])
  }

  @Test("an abstract address is one that begins with @")
  func abstract() throws {
    let manager = try DatagramListener("@mgd-test-\(getpid())")
    try #require(Notifier(environment: ["NOTIFY_SOCKET": manager.name])).turned(at: .zero, status: "here")
    #expect(manager.next() == "READY=1\nSTATUS=here")
  }

  @Test(
    "what is no address is nobody to tell",
    arguments: [nil, "", "/", "@", "relative", "vsock:2:1", "/" + String(repeating: "x", count: 108)])
  func noAddress(name: String?) {
    #expect(Notifier(environment: name.map { ["NOTIFY_SOCKET": $0] } ?? [:]) == nil)
  }

  @Test("a manager that is gone costs nothing")
  func gone() throws {
    let notifier = try #require(Notifier(environment: ["NOTIFY_SOCKET": scratch.file("nobody")]))
    notifier.turned(at: .zero, status: "")
    notifier.stopping()
  }
}
