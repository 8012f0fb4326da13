import Wire

/// Everything a coordinator knows when it begins to listen.
package struct CoordinatorPlan: Equatable, Sendable {
  package var run: RunID
  /// The durable count of this run's coordinators.
  package var term: UInt64
  /// 64 random bits of this coordinator's life.
  package var life: UInt64
  /// What every worker is told; name and members are filled in for each.
  package var welcome: Welcome
  package var training: TrainingPlan
  /// The run starts when so many workers are ready, and none that was welcomed is still preparing.
  package var minWorkers: Int
  package var times: ClusterTimes
  /// For so many steps an average is kept, so that it can be sent again (`exchange.window`).
  package var averageWindow: Int
  /// The versions of the protocol that this program speaks.
  package var protocols: ClosedRange<UInt16>
  package var build: String

  /// `times` follow the welcome's, which are the run file's.
  package init(
    run: RunID, term: UInt64, life: UInt64, welcome: Welcome, training: TrainingPlan, minWorkers: Int, build: String,
    averageWindow: Int = 8,
    protocols: ClosedRange<UInt16> = FrameHeader.currentVersion...FrameHeader.currentVersion
  ) {
    self.run = run
    self.term = term
    self.life = life
    self.welcome = welcome
    self.training = training
    self.minWorkers = minWorkers
    self.averageWindow = averageWindow
    self.times = ClusterTimes(welcome.times)
    self.protocols = protocols
    self.build = build
  }
}
