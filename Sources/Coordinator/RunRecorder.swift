import Cluster
import Dispatch
import Locks
import Logging
import Telemetry
import Training

/// Turns what the machine reports into what a person sees and what the run directory keeps.
///
/// Figures are added where they are reported; text and files are written on a queue of their own.
final class RunRecorder: CoordinatorObserver, Sendable {
  private let display: RunDisplay
  private let log: Logger
  private let clock: RunClock
  private let logEvery: Int
  private let queue = DispatchQueue(label: "mgd.telemetry")
  private let state: Locked<State>

  struct State {
    var meter: TrainingMeter
    var metrics: MetricsLog
    var evaluation: EvaluationFigures?
    var nextBar = Duration.zero
    var workers = 0
    var threads = 0
    var overview: RunOverview
    /// The lines of an earlier life that the run does not go on from were dropped.
    var isCut = false
    /// A person has seen the overview.
    var hasBegun = false
  }

  /// A person sees no more than ten changes a second.
  private static let barInterval = Duration.milliseconds(100)

  init(
    display: RunDisplay, log: Logger, clock: RunClock, logEvery: Int, meter: TrainingMeter, metrics: sending MetricsLog,
    overview: RunOverview
  ) {
    self.display = display
    self.log = log
    self.clock = clock
    self.logEvery = logEvery
    state = Locked(State(meter: meter, metrics: metrics, overview: overview))
  }

  func observe(_ report: CoordinatorReport) {
    switch report {
    case .started(let workers): started(workers)
    case .dealtAgain(let workers, _):
      count(workers)
      write(report)
    case .committed(let figures): committed(figures)
    case .skipped(let step):
      state.withLock { $0.meter.skip(step) }
      write(report)
    case .evaluating: state.withLock { $0.meter.pause(at: clock.now) }
    case .evaluated(let figures): evaluated(figures)
    case .finishing: state.withLock { $0.meter.pause(at: clock.now) }
    default: write(report)
    }
  }

  func tookOver(_ position: ReplicaPosition) { state.withLock { $0.meter.goOn(from: position) } }

  func wentBack(_ position: ReplicaPosition, seconds: Double) {
    state.withLock { state in
      state.meter.pause(at: clock.now)
      state.meter.continueFrom(position, spent: .seconds(seconds))
      state.isCut = false
    }
  }

  func lineageNotKept(_ reason: String) {
    log.warning("the list of workers was not written", metadata: ["reason": "\(reason)"])
  }

  func checkpointsNotPruned(_ reason: String) {
    log.warning("old checkpoints were not deleted", metadata: ["reason": "\(reason)"])
  }

  var progress: (seconds: Double, samples: Int) {
    state.withLock { ($0.meter.trained(at: clock.now) / .seconds(1), $0.meter.samples) }
  }

  /// The figures of the end, after everything that was reported has been written.
  func finish<Result: Sendable>(_ read: @Sendable (inout State, Duration) -> Result) -> Result {
    queue.sync {}
    return state.withLock { state in
      state.metrics.close()
      return read(&state, clock.now)
    }
  }

  /// The most that the run ever had at a time are those that its summary names.
  private func count(_ workers: [DealtWorker]) {
    state.withLock { state in
      state.workers = max(state.workers, workers.count)
      state.threads = max(state.threads, workers.reduce(0) { $0 + $1.lanes })
    }
  }

  private func started(_ workers: [DealtWorker]) {
    cutMetrics()
    count(workers)
    let overview = state.withLock { state -> RunOverview? in
      state.overview.workers = state.workers
      state.overview.threads = state.threads
      state.meter.resume(at: clock.now)
      defer { state.hasBegun = true }
      return state.hasBegun ? nil : state.overview
    }
    if let overview { queue.async { [display] in display.begin(overview) } }
  }

  /// Where the run goes on is known when it starts, and not before.
  private func cutMetrics() {
    keep { state in
      guard !state.isCut else { return }
      state.isCut = true
      if let seconds = try state.metrics.keep(through: state.meter.step) {
        state.meter.spentAtLeast(.seconds(seconds))
      }
    }
  }

  private func committed(_ figures: Cluster.StepFigures) {
    let now = clock.now
    let isLogged = figures.step % logEvery == 0
    let shown = state.withLock { state -> Telemetry.StepFigures? in
      state.meter.add(figures.figures, step: figures.step)
      guard isLogged || now >= state.nextBar else { return nil }
      state.nextBar = now + Self.barInterval
      return state.meter.figures(at: now, startingAnew: isLogged)
    }
    guard let shown else { return }
    queue.async { [self] in
      guard isLogged else { return display.progress(shown) }
      display.logged(shown)
      keep { try $0.metrics.record(shown) }
    }
  }

  private func evaluated(_ figures: Cluster.StepFigures) {
    let now = clock.now
    let evaluation = state.withLock { state -> EvaluationFigures in
      let evaluation = state.meter.evaluation(figures, at: now)
      state.evaluation = evaluation
      state.meter.resume(at: now)
      return evaluation
    }
    queue.async { [self] in
      display.evaluated(evaluation)
      keep { try $0.metrics.record(evaluation) }
    }
  }

  /// A full disk costs lines of the log, never the training.
  private func keep(_ write: @Sendable (inout State) throws -> Void) {
    do {
      try state.withLock { try write(&$0) }
    } catch {
      log.error("metrics not written", metadata: ["reason": "\(error)"])
    }
  }

  private func write(_ report: CoordinatorReport) {
    guard let level = Logger.Level(rawValue: report.level.rawValue) else { return }
    queue.async { [display, log] in
      display.removeBar()
      log.log(level: level, "\(report)")
    }
  }
}
