import Testing
import ZeroMQ

@testable import Coordinator

@Suite struct FrameNumbersTests {
  private static func id(_ number: Int) -> RoutingID { RoutingID(Array("\(number)".utf8)) }

  @Test("the frames for each peer are counted from 1")
  func counts() {
    var numbers = FrameNumbers(limit: 8)
    let counted = [1, 2, 1, 1, 2].map { numbers.next(for: Self.id($0)) }
    #expect(counted == [1, 1, 2, 3, 2])
  }

  @Test("who is written to keeps its number, however many strangers come, and their number is bounded")
  func strangers() {
    var numbers = FrameNumbers(limit: 8)
    for stranger in 1...1000 {
      _ = numbers.next(for: Self.id(stranger))
      // A live peer is written to more often than the numbers change.
      if stranger.isMultiple(of: 3) { #expect(numbers.next(for: Self.id(0)) == UInt64(stranger / 3)) }
      #expect(numbers.count <= 8)
    }
  }

  @Test("one that was not written to for long begins anew")
  func forgotten() {
    var numbers = FrameNumbers(limit: 8)
    for peer in 0...20 { _ = numbers.next(for: Self.id(peer)) }
    #expect(numbers.next(for: Self.id(0)) == 1)
    #expect(numbers.next(for: Self.id(20)) == 2)
  }
}
