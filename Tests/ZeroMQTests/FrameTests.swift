import Glibc
import Testing

@testable import ZeroMQ

@Suite struct FrameTests {
  @Test("a frame has the bytes that were written", arguments: [0, 1, 33, 34, 262_272])
  func bytes(size: Int) {
    let written = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
    let frame = Frame(written)
    #expect(frame.count == size)
    #expect(frame.bytes.elementsEqual(written))
    #expect(frame.peerAddress == nil)
  }

  @Test("10,000 vector frames go there and back in constant memory", arguments: Pair.Way.allCases)
  func vectors(way: Pair.Way) throws {
    let pair = try Pair(way)
    let dealer = try pair.dealer("a")
    let (count, window) = (10_000, 8)
    var (sent, back, early) = (0, 0, 0)
    while back < count {
      while sent < count, sent - back < window {
        let frame = Frame(size: 262_272)
        frame.mutableBytes.storeBytes(of: sent, as: Int.self)
        guard try dealer.send(frame) == .sent else { break }
        sent += 1
      }
      try pair.poller.wait(timeout: .milliseconds(5))
      while let arrival = try pair.router.receive() {
        #expect(try pair.router.send(arrival.frame, to: RoutingID("a")) == .sent)
      }
      while let arrival = try dealer.receive() {
        #expect(arrival.number == back)
        back += 1
      }
      if back >= 1000, early == 0 { early = residentBytes() }
    }
    // Other tests run beside this one; a leak would be 2.4 GB.
    #expect(residentBytes() - early < 300_000_000)
  }

  private func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 200)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let fields = line.prefix { $0 != 0 }.split(separator: CChar(UInt8(ascii: " ")))
    let pages = fields.dropFirst().first.flatMap {
      Int(String(decoding: $0.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }
    return (pages ?? 0) * Int(getpagesize())
  }
}
