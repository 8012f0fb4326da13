import Glibc
import Locks

/// Tells the service manager how the service is: ready, what it does, that it still turns, that it stops.
///
/// Nothing here waits, and what was not taken is said again at a later turn: a service manager that hangs costs no training.
package final class Notifier: Sendable {
  private let socket: NotifySocket
  private let watchdogInterval: Duration?
  private let said = Locked(Said())

  private struct Said {
    var ready = false
    var stopping = false
    var status = ""
    var nextStatus = Duration.zero
    var nextWatchdog = Duration.zero
  }

  private static let statusInterval = Duration.seconds(1)
  private static let mostBytes = 512

  /// The variables that are for the process that the service manager started, and for none that this one starts.
  package static let variables: Set<String> = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"]

  /// Nil when no service manager listens.
  package init?(environment: [String: String], process: pid_t = getpid()) {
    guard let socket = environment["NOTIFY_SOCKET"].flatMap(NotifySocket.init) else { return nil }
    self.socket = socket
    watchdogInterval = Watchdog.interval(environment, process: process)
  }

  /// To be called at every turn of the loop that keeps the service alive; the first says that the service is ready.
  ///
  /// - Parameter status: What the service does, told when it changed and at most once a second.
  package func turned(at now: Duration, status: @autoclosure () -> String) {
    said.withLock { said in
      var next = said
      var lines: [String] = []
      if !said.ready {
        lines.append("READY=1")
        next.ready = true
      }
      if now >= said.nextStatus {
        next.nextStatus = now + Self.statusInterval
        next.status = Self.oneLine(status())
        if next.status != said.status { lines.append("STATUS=\(next.status)") }
      }
      if let watchdogInterval, now >= said.nextWatchdog {
        next.nextWatchdog = now + watchdogInterval
        lines.append("WATCHDOG=1")
      }
      if lines.isEmpty || send(lines) { said = next }
    }
  }

  /// The service is ready, and there is nothing for it to do.
  package func ready(status: String) { _ = send(["READY=1", "STATUS=\(Self.oneLine(status))"]) }

  /// The service has begun to stop.
  package func stopping() {
    said.withLock { said in
      if !said.stopping { said.stopping = send(["STOPPING=1"]) }
    }
  }

  private func send(_ lines: [String]) -> Bool { socket.send(lines.joined(separator: "\n")) }

  /// A line break would begin another word of the protocol.
  private static func oneLine(_ text: String) -> String {
    let printable = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
    return String(decoding: String(printable).utf8.prefix(mostBytes), as: UTF8.self)
  }
}
