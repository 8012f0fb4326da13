import Locks

/// What a person sees of a run: boxes and a live bar on a terminal, plain lines elsewhere; or events, where programs read.
///
/// All text comes from pure renderers; this only remembers whether the live bar is on the screen, so that lines which
/// stay are written above it. Safe to call from any thread.
package final class RunDisplay: Sendable {
  package enum Form: Sendable {
    case terminal(TerminalStyle)
    case plain
    /// Nothing is written: whoever is told keeps a log.
    case events(@Sendable (RunEvent) -> Void)
  }

  private let form: Form
  private let write: @Sendable (String) -> Void
  /// The live bar on the screen, empty for none.
  private let bar = Locked("")

  private static let eraseLine = "\r\u{1B}[K"

  /// - Parameter write: takes text as it is to appear, one call at a time.
  package init(_ form: Form, write: @escaping @Sendable (String) -> Void) {
    self.form = form
    self.write = write
  }

  /// One that tells events.
  package convenience init(telling tell: @escaping @Sendable (RunEvent) -> Void) { self.init(.events(tell)) { _ in } }

  package func begin(_ overview: RunOverview) {
    switch form {
    case .terminal(let style): keep(Banner.rendered(overview, style))
    case .plain: keep(PlainLines.overview(overview))
    case .events(let tell): tell(RunEvent(overview))
    }
  }

  /// Moves the live bar; nothing off a terminal. A person sees no more than ten a second.
  package func progress(_ figures: StepFigures) {
    guard case .terminal(let style) = form else { return }
    bar.withLock { bar in
      bar = LiveBar.rendered(figures, style)
      write(Self.eraseLine + bar)
    }
  }

  /// A step of those that `telemetry.log_every` picks: a line off a terminal, the live bar on one.
  package func logged(_ figures: StepFigures) {
    switch form {
    case .terminal: progress(figures)
    case .plain: keep(PlainLines.step(figures))
    case .events(let tell): tell(RunEvent(figures))
    }
  }

  package func evaluated(_ figures: EvaluationFigures) {
    switch form {
    case .terminal(let style): keep(EvaluationLine.rendered(figures, style) + "\n")
    case .plain: keep(PlainLines.evaluation(figures))
    case .events(let tell): tell(RunEvent(figures))
    }
  }

  /// A line of its own, as from a log, that does not tear the live bar.
  package func note(_ text: String) {
    if case .events(let tell) = form { return tell(RunEvent(text)) }
    keep(text.hasSuffix("\n") ? text : text + "\n")
  }

  package func finish(_ summary: RunSummary) {
    removeBar()
    switch form {
    case .terminal(let style): keep(SummaryBox.rendered(summary, style))
    case .plain: keep(PlainLines.summary(summary))
    case .events(let tell): tell(RunEvent(summary))
    }
  }

  /// Takes the live bar off the screen, before something else writes to it.
  package func removeBar() {
    bar.withLock { bar in
      if !bar.isEmpty { write(Self.eraseLine) }
      bar = ""
    }
  }

  /// Writes lines that stay, and the live bar again below them.
  private func keep(_ text: String) {
    bar.withLock { bar in
      write(bar.isEmpty ? text : Self.eraseLine + text + bar)
    }
  }
}
