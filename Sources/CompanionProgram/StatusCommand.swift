import ArgumentParser
import Foundation
import Wire

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows how a run stands that is being led now, or the figures of one that is done.",
    discussion: """
        mgd status runs/fashion-mnist
        mgd status --coordinator tcp://10.0.0.1:7077 --key alice.secret --coordinator-key coordinator.public --watch

      It ends with 69 when no coordinator answers and the run is not done. --watch goes on when another coordinator takes \
      the run over within 10 s, and ends with 0 when the run has ended in order.
      """)

  @OptionGroup var control: ControlOptions

  @Flag(help: "One JSON object a line, instead of a table.")
  var json = false

  @Flag(help: "Again every second, until the run is over.")
  var watch = false

  func run() throws {
    try perform {
      // A coordinator that was named by its address is always asked: it says itself that it is not there.
      if let local = try control.localRun(), try local.endpoint() == nil { return try showDone(local) }
      guard watch else { return try show(try control.connect().ask(Ask(.status))) }
      if let ended = try StatusWatch(control: control, show: show).follow() { try showEnd(of: ended) }
    }
  }

  /// - Throws: ``CompanionError/notLed(run:state:)`` when the run is not done.
  private func showDone(_ run: LocalRun) throws {
    guard run.summaryWhenDone != nil else { throw run.notLed }
    try showEnd(of: run)
  }

  private func showEnd(of run: LocalRun) throws {
    guard let summary = run.summary else { throw run.notLed }
    guard !json else { return try Terminal.write(try run.reference.summaryLine + "\n") }
    var table = TextTable(.left, .left)
    for line in summary.lines { table.add(line.title, line.words) }
    try Terminal.write(table.text)
  }

  private func show(_ answer: Answer) throws { try Terminal.write(try text(of: answer)) }

  private func text(of answer: Answer) throws -> String {
    guard let state = answer.state else { throw CompanionError.refused(answer.message) }
    guard json else {
      return (watch && isatty(STDOUT_FILENO) == 1 ? "\u{1B}[H\u{1B}[2J" : "") + RunStateTable(state).text
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(state), as: UTF8.self) + "\n"
  }
}
