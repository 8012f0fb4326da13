import Testing
import Wire

@Suite struct RunIDTests {
  @Test("a run id is 32 hexadecimal digits, and reads back")
  func text() {
    let id = RunID(high: 1, low: 0xabc)
    #expect(id.description == "00000000000000010000000000000abc")
    #expect(RunID(hex: id.description) == id)
    #expect(RunID(hex: "00000000000000010000000000000ABC") == id)
  }

  @Test(
    "anything else is no run id",
    arguments: [
      "", "1", "00000000000000010000000000000abcd", "0000000000000001000000000000zabc",
      "+0000000000000010000000000000abc", "000000000000000é00000000000000ab",
    ])
  func refused(text: String) {
    #expect(RunID(hex: text) == nil)
  }

  @Test("a drawn id depends on the generator alone")
  func drawn() {
    var (one, two) = (SplitMix(state: 1), SplitMix(state: 1))
    #expect(RunID(using: &one) == RunID(using: &two))
    #expect(RunID(using: &one) != RunID.none)
  }
}
