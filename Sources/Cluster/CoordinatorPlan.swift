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
  /// The run starts when so many workers are ready; others that were welcomed are waited for a moment (`ClusterTimes.suspect`). With fewer it waits.
  package var minWorkers: Int
  /// More are turned away for now; nil: as many as come.
  package var maxWorkers: Int?
  package var times: ClusterTimes
  /// For so many steps an average is kept, so that it can be sent again (`exchange.window`).
  package var averageWindow: Int
  /// The versions of the protocol that this program speaks.
  package var protocols: ClosedRange<UInt16>
  package var build: String
  /// The step that the coordinator's replica holds at the start: 0, or that of the checkpoint that the run resumes from.
  package var firstStep = 0
  /// The evaluation on that step's weights has not been done.
  package var evaluationDue = false
  /// The last evaluation that the checkpoint knows.
  package var lastValidation: StepFigures?
  /// When checkpoints are written; nil: never, not at the end either.
  package var checkpoints: CheckpointPolicy?
  /// Names of the workers that this coordinator starts itself.
  package var localWorkers: [String] = []
  /// Other workers can come, since the coordinator listens for them.
  package var acceptsOthers = true
  /// Every so many steps a part is computed by a second worker before the commit; nil: never.
  package var auditEvery: Int?
  package var badNumbers = BadNumbersPolicy.stop
  /// The members of the life before; they may hold a later step than `firstStep`, and are waited for during `ClusterTimes.rejoinGrace`. Without those whose
  /// local process is known to be gone.
  package var lineage: [LineageMember] = []

  /// Replicas of earlier terms are no part of the run any more: it went back to a checkpoint.
  package var holdingsSince: UInt64 = 0

  /// More bytes of averages are not under way to one member, so that a snapshot need not wait long behind them on a slow link.
  private static let bytesUnderWay = 8 << 20

  /// So many averages may be under way to a member that does not keep up: two, so that its link is never idle, or more when they are small.
  var averagesUnderWay: Int { min(averageWindow, max(2, Self.bytesUnderWay / max(1, training.vector.floats * 4))) }

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
