import Glibc

/// How often the service manager wants to hear that the service still turns.
enum Watchdog {
  /// Half of the time after which the service would be ended; nil when nobody watches this process.
  ///
  /// - Parameter environment: `WATCHDOG_USEC`, and `WATCHDOG_PID` when it means one process alone.
  static func interval(_ environment: [String: String], process: pid_t) -> Duration? {
    guard let microseconds = environment["WATCHDOG_USEC"].flatMap({ Int64($0) }), microseconds > 0 else { return nil }
    if let watched = environment["WATCHDOG_PID"], pid_t(watched) != process { return nil }
    return .microseconds(microseconds / 2)
  }
}
