import Randomness
import Testing

@Suite struct PhiloxTests {
  struct Known: Sendable {
    let counter: SIMD4<UInt32>
    let key: SIMD2<UInt32>
    let words: SIMD4<UInt32>
  }

  /// Random123's kat_vectors, philox4x32 with 10 rounds.
  static let known = [
    Known(
      counter: SIMD4(0, 0, 0, 0), key: SIMD2(0, 0),
      words: SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    Known(
      counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max),
      words: SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
    Known(
      counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: SIMD2(0xa409_3822, 0x299f_31d0),
      words: SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)),
  ]

  @Test("known answers of Random123", arguments: known)
  func knownAnswers(known: Known) {
    #expect(Philox(key: known.key)(known.counter) == known.words)
  }

  @Test("a seed's low word is the first of the key")
  func seed() {
    #expect(Philox(seed: 0x299f_31d0_a409_3822).key == PhiloxTests.known[2].key)
  }
}
