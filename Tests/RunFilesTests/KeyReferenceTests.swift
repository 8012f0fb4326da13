import Testing

@testable import RunFiles

@Suite struct KeyReferenceTests {
  @Test("the reference names every section, and defaults as a run file writes them")
  func reference() {
    let text = KeyReference.text()
    for section in KeyTable.sections { #expect(text.contains("[\(section)]")) }
    #expect(text.contains("  * learning_rate: a finite number; default 0.001\n      how far a step goes\n"))
    #expect(text.contains("    dead: a number of seconds above 0; default 5.0\n"))
    #expect(text.contains("    every_seconds: 0 or a number of seconds above 0; default 60.0\n"))
    #expect(text.contains("  * on_bad_numbers: one of \"stop\", \"skip\"; default \"stop\"\n"))
    #expect(text.contains("    rejoin_grace: a number of seconds above 0; default 7.0\n"))
    #expect(text.contains("  * size: a positive integer; required\n"))
  }
}
