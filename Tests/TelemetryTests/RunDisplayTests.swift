import Locks
import Testing

@testable import Telemetry

@Suite struct RunDisplayTests {
  /// Remembers what was written.
  final class Screen: Sendable {
    private let text = Locked("")
    var written: String { text.withLock { $0 } }
    func write(_ more: String) { text.withLock { $0 += more } }
  }

  @Test("off a terminal there are logged steps and evaluations, no bar and no escape sequence")
  func plain() {
    let screen = Screen()
    let display = RunDisplay(.plain) { screen.write($0) }
    display.progress(Samples.step)
    #expect(screen.written.isEmpty)
    display.begin(Samples.overview)
    display.logged(Samples.step)
    display.evaluated(Samples.evaluation)
    display.finish(Samples.summary)
    let expected =
      PlainLines.overview(Samples.overview) + PlainLines.step(Samples.step) + PlainLines.evaluation(Samples.evaluation)
      + PlainLines.summary(Samples.summary)
    #expect(screen.written == expected)
    #expect(!screen.written.contains("\u{1B}"))
  }

  @Test("on a terminal lines that stay are written above the bar, and the bar is gone at the end")
  func terminal() {
    let style = TerminalStyle(width: 60)
    let screen = Screen()
    let display = RunDisplay(.terminal(style)) { screen.write($0) }
    let bar = LiveBar.rendered(Samples.step, style)
    display.progress(Samples.step)
    display.note("a worker joined")
    display.finish(Samples.summary)
    #expect(
      screen.written == "\r\u{1B}[K\(bar)\r\u{1B}[Ka worker joined\n\(bar)\r\u{1B}[K"
        + SummaryBox.rendered(Samples.summary, style))
  }
}
