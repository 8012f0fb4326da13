/// Time since the process's clock was made; never goes backwards, and no wall clock moves it.
package struct RunClock: Sendable {
  private let start = ContinuousClock.now

  package init() {}

  package var now: Duration { ContinuousClock.now - start }
}
