import Foundation
import Glibc
import Testing

@testable import ZeroMQ

@Suite struct PollerTests {
  @Test("a wait ends when its time has come")
  func timeout() throws {
    let pair = try Pair()
    let took = try ContinuousClock().measure { try pair.poller.wait(timeout: .milliseconds(50)) }
    #expect(took >= .milliseconds(49))
    #expect(!pair.poller.canReceive(pair.router))
  }

  @Test("another thread ends a wait, and many signals are one")
  func wokenUp() throws {
    let wakeUp = try WakeUp()
    // Not the pool of tasks: other tests fill its threads.
    Thread.detachNewThread {
      usleep(20_000)
      for _ in 0..<10 { wakeUp.signal() }
    }
    try Self.expectWait(wakeUp, timeout: .seconds(5)) { $0 < .seconds(2) }
    usleep(50_000)
    try Self.expectWait(wakeUp, timeout: .zero) { $0 < .seconds(2) }
    try Self.expectWait(wakeUp, timeout: .milliseconds(50)) { $0 >= .milliseconds(49) }
  }

  private static func expectWait(_ wakeUp: WakeUp, timeout: Duration, takes: (Duration) -> Bool) throws {
    let poller = Poller(wakeUp: wakeUp)
    let took = try ContinuousClock().measure { try poller.wait(timeout: timeout) }
    #expect(takes(took), "took \(took)")
  }

  @Test("a message ends a wait, and names its socket")
  func message() throws {
    let pair = try Pair()
    let dealer = try pair.dealer("a")
    try pair.send(Frame([1]), from: dealer)
    try pair.poller.wait(timeout: .seconds(5))
    #expect(pair.poller.canReceive(pair.router))
    #expect(!pair.poller.canReceive(dealer))
  }

  @Test("a dealer that wants to send ends a wait when it may")
  func room() throws {
    let pair = try Pair()
    let dealer = try pair.dealer("a")
    dealer.wantsToSend = true
    try pair.poller.wait(timeout: .seconds(5))
    #expect(try dealer.send(Frame([1])) == .sent)
  }

  @Test("a router that wants to send looks again after a millisecond")
  func retry() throws {
    let pair = try Pair()
    pair.router.wantsToSend = true
    let took = try ContinuousClock().measure { try pair.poller.wait(timeout: .seconds(5)) }
    #expect(took < .seconds(1))
    #expect(took >= .microseconds(900))
  }

  @Test("a removed socket is not waited for")
  func removed() throws {
    let pair = try Pair()
    let dealer = try pair.dealer("a")
    pair.poller.remove(pair.router)
    try pair.send(Frame([1]), from: dealer)
    try pair.poller.wait(timeout: .milliseconds(100))
    #expect(!pair.poller.canReceive(pair.router))
  }
}
