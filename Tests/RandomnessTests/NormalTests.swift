import Foundation
import Testing

@testable import Randomness

@Suite struct NormalTests {
  @Test(
    "the logarithm agrees with the library's", arguments: stride(from: 1.0, through: 4001, by: 40).map { $0 * 0x1p-12 })
  func logarithm(x: Double) {
    #expect(abs(Normal.logarithm(x) - log(x)) <= 2e-15 * max(1, abs(log(x))))
    #expect(abs(Normal.logarithm(x * 0x1p-20) - log(x * 0x1p-20)) <= 4e-15 * abs(log(x * 0x1p-20)))
  }

  @Test("the circle agrees with the library's", arguments: stride(from: 0.0, to: 1, by: 1.0 / 97).map { $0 })
  func circle(turn: Double) {
    let point = Normal.circle(atTurn: turn)
    #expect(abs(point.x - cos(2 * .pi * turn)) <= 1e-15 && abs(point.y - sin(2 * .pi * turn)) <= 1e-15)
  }

  @Test("the ends of the words give finite numbers", arguments: [0, 1, .max] as [UInt32])
  func ends(word: UInt32) {
    let pair = Normal.pair(word, word)
    #expect(pair.x.isFinite && pair.y.isFinite)
  }
}
