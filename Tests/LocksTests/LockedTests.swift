import Dispatch
import Testing

@testable import Locks

@Suite struct LockedTests {
  @Test("no addition is lost when many threads add at once")
  func exclusion() {
    let sum = Locked(0)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<10_000 { sum.withLock { $0 += 1 } }
    }
    #expect(sum.withLock { $0 } == 80_000)
  }

  @Test("an error leaves the lock open for the next")
  func error() {
    let text = Locked("")
    #expect(throws: Refused.self) {
      try text.withLock {
        $0 = "changed"
        throw Refused()
      }
    }
    #expect(text.withLock { $0 } == "changed")
  }

  @Test("a value that is not copied ends with its lock")
  func ending() {
    let count = Locked(0)
    do {
      let guest = Locked(Guest(of: count))
      #expect(guest.withLock { _ in count.withLock { $0 } } == 1)
    }
    #expect(count.withLock { $0 } == 0)
  }

  private struct Refused: Error {}

  /// Counted while it lives.
  private struct Guest: ~Copyable {
    private let house: Locked<Int>

    init(of house: Locked<Int>) {
      self.house = house
      house.withLock { $0 += 1 }
    }

    deinit { house.withLock { $0 -= 1 } }
  }
}
