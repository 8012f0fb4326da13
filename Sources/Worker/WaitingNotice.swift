/// What a worker waits for, as long as it is the same.
struct Wait: Equatable {
  let what: String
  /// How much was done so far: once it is more, another wait begins.
  var done = 0
}

/// Says every 30 s what a worker waits for.
struct WaitingNotice {
  private var current: (wait: Wait, since: Duration, next: Duration)?

  private static let interval = Duration.seconds(30)

  /// - Parameter wait: Nil while it waits for nothing, or says itself for what.
  /// - Returns: What is to be said now.
  mutating func turn(_ wait: Wait?, at now: Duration) -> String? {
    guard let wait else {
      current = nil
      return nil
    }
    guard let (known, since, next) = current, known == wait else {
      current = (wait, now, now + Self.interval)
      return nil
    }
    guard now >= next else { return nil }
    current = (wait, since, now + Self.interval)
    return "waiting for \(wait.what) (\((now - since).components.seconds) s)"
  }
}
