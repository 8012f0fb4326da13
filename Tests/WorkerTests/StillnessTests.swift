import Testing

@testable import Worker

@Suite struct StillnessTests {
  /// Looks each second at an activity that shows the same; gives after how many it hangs.
  private func hangs(
    _ stillness: inout Stillness, from start: Int, patience: (Int) -> Duration = { _ in .seconds(60) }
  ) -> Int? {
    for second in 0...1000 {
      let now = Duration.seconds(start + second)
      if stillness.look(7, at: now, atMost: .seconds(2), patience: patience(second)) != nil { return second }
    }
    return nil
  }

  @Test("what shows no sign for as long as was allowed hangs; idle, or with signs, nothing does")
  func still() {
    var stillness = Stillness()
    for second in 0..<500 {
      #expect(stillness.look(nil, at: .seconds(second), atMost: .seconds(2), patience: .seconds(60)) == nil)
      #expect(stillness.look(second, at: .seconds(second), atMost: .seconds(2), patience: .seconds(60)) == nil)
    }
    #expect(hangs(&stillness, from: 500) == 60)
  }

  @Test("the patience that was allowed once is kept until the next sign")
  func keptPatience() {
    var stillness = Stillness()
    #expect(hangs(&stillness, from: 0) { $0 < 50 ? .seconds(300) : .seconds(60) } == 300)
  }

  @Test("what took long once is given four times that")
  func slow() {
    var stillness = Stillness()
    for second in 0...50 {
      #expect(stillness.look(1, at: .seconds(second), atMost: .seconds(2), patience: .seconds(60)) == nil)
    }
    #expect(hangs(&stillness, from: 51) == 200)
  }

  @Test("a process that stood still as a whole does not hang")
  func stopped() {
    var stillness = Stillness()
    for second in stride(from: 0, to: 290, by: 10) {
      #expect(stillness.look(1, at: .seconds(second), atMost: .seconds(2), patience: .seconds(60)) == nil)
    }
  }
}
