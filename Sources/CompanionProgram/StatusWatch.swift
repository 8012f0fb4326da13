import Foundation
import Wire

/// Follows a run to its end, from one life of its coordinator to the next.
struct StatusWatch {
  let control: ControlOptions
  let show: (Answer) throws -> Void

  private static let pause: Duration = .seconds(1)
  /// A service manager, or a person, starts the next coordinator within it.
  private static let patience: Duration = .seconds(10)
  /// One that is there answers sooner, and a connection to one that is gone never does.
  private static let patienceWithOne: Duration = .seconds(2)

  /// - Returns: How the run ended, in order.
  /// - Throws: Why nobody answers, or answers any more.
  func follow() throws -> LocalRun? {
    var connection = try control.connect()
    try show(try connection.ask(Ask(.status)))
    while true {
      Self.wait(Self.pause)
      if let answer = answer(of: connection) {
        try show(answer)
      } else {
        guard let next = try nextLife() else { return try control.localRun() }
        connection = next.connection
        try show(next.answer)
      }
    }
  }

  /// Nil when it does not come, for whatever reason: then another connection is tried.
  private func answer(of connection: ControlConnection) -> Answer? {
    if let run = try? control.localRun(), (try? run.endpoint()) == nil { return nil }
    return try? connection.ask(Ask(.status), patience: Self.patienceWithOne)
  }

  /// Nil when the run ended in order and nobody goes on with it.
  private func nextLife() throws -> (connection: ControlConnection, answer: Answer)? {
    let end = ContinuousClock.now + Self.patience
    while true {
      do {
        let connection = try control.connect()
        return (connection, try connection.ask(Ask(.status), patience: Self.patienceWithOne))
      } catch {
        let summary = try? control.localRun()?.summary
        if summary?.isDone == true { return nil }
        guard ContinuousClock.now < end else {
          if summary?.isStopped == true { return nil }
          throw error
        }
      }
      Self.wait(.milliseconds(200))
    }
  }

  private static func wait(_ duration: Duration) { Thread.sleep(forTimeInterval: duration / .seconds(1)) }
}
