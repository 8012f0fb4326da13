import Testing

@testable import Telemetry

@Suite struct StyledLineTests {
  @Test("a cut line has exactly the width that was asked for", arguments: 0...12)
  func truncation(width: Int) {
    var line = StyledLine("abcde", .strong)
    line.append("fghij")
    let cut = line.truncated(to: width, ellipsis: "…")
    #expect(cut.width == min(width, 10))
  }

  @Test("control characters do not reach the terminal")
  func control() {
    #expect(StyledLine("a\u{1B}[31mb\u{9B}\r\n").rendered(.init()) == "a?[31mb??")
  }

  @Test("colours are escape sequences, or nothing")
  func colours() {
    let line = StyledLine("x", .good)
    #expect(line.rendered(.init(isColored: true)) == "\u{1B}[32mx\u{1B}[0m")
    #expect(line.rendered(.init(isColored: false)) == "x")
  }

  @Test("the environment turns colours off and Unicode on")
  func environment() {
    #expect(TerminalStyle(width: 80, environment: ["LANG": "en_US.UTF-8"]) == .init(isColored: true, isUnicode: true))
    #expect(
      TerminalStyle(width: 80, environment: ["NO_COLOR": "1", "LC_ALL": "C", "LANG": "de.utf8"]).isUnicode == false)
    #expect(TerminalStyle(width: 80, environment: ["NO_COLOR": "1"]).isColored == false)
    #expect(TerminalStyle(width: 80, environment: ["NO_COLOR": ""]).isColored)
    #expect(TerminalStyle(width: 80, environment: ["TERM": "dumb"]).isColored == false)
  }
}
