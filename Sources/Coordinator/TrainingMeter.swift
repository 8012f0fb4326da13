import Cluster
import Datasets
import Telemetry
import Training

/// The running figures of a training: losses since the last logged step and since the epoch's beginning, and the time of training alone.
struct TrainingMeter {
  private let plan: BatchPlan
  private let hasClasses: Bool
  private(set) var step = 0
  private(set) var samples = 0
  private var recent = Figures()
  private var epoch = Figures()
  private var lastEpoch = Figures()
  /// Training time up to the last pause.
  private var spent = Duration.zero
  /// When training began or went on; nil while it pauses.
  private var resumed: Duration?

  init(plan: BatchPlan, hasClasses: Bool) {
    self.plan = plan
    self.hasClasses = hasClasses
  }

  /// Goes on from a checkpoint.
  mutating func continueFrom(_ position: ReplicaPosition, spent: Duration) {
    self.spent = spent
    goOn(from: position)
  }

  /// Goes on from a step that others have done.
  mutating func goOn(from position: ReplicaPosition) {
    step = position.step
    samples = plan.samples(throughStep: step)
    (recent, epoch, lastEpoch) = (Figures(), Figures(), Figures())
    if step > 0, plan.isEpochEnd(step) { lastEpoch = position.epoch } else { epoch = position.epoch }
  }

  /// An earlier life has told of so much training time.
  mutating func spentAtLeast(_ time: Duration) { if resumed == nil { spent = max(spent, time) } }

  mutating func resume(at now: Duration) { if resumed == nil { resumed = now } }

  /// An evaluation begins: its time is not training's.
  mutating func pause(at now: Duration) {
    spent = trained(at: now)
    resumed = nil
  }

  mutating func add(_ figures: Figures, step: Int) {
    self.step = step
    samples += figures.samples
    recent += figures
    epoch += figures
    if plan.isEpochEnd(step) || step == plan.totalSteps {
      lastEpoch = epoch
      epoch = Figures()
    }
  }

  /// A step that counts, but whose numbers are not finite.
  mutating func skip(_ step: Int) {
    self.step = step
    samples += plan.samples(inStep: step)
    guard plan.isEpochEnd(step) || step == plan.totalSteps else { return }
    lastEpoch = epoch
    epoch = Figures()
  }

  func trained(at now: Duration) -> Duration { spent + (resumed.map { now - $0 } ?? .zero) }

  func samplesPerSecond(at now: Duration) -> Double {
    let seconds = trained(at: now) / .seconds(1)
    return seconds > 0 ? Double(samples) / seconds : 0
  }

  /// Mean loss of the epoch that ended last, or of what there is of the first one.
  var trainLoss: Double? {
    let figures = lastEpoch.samples > 0 ? lastEpoch : epoch
    return figures.samples > 0 ? figures.loss : nil
  }

  /// Where training stands; `startingAnew` begins the mean of the next logged step.
  mutating func figures(at now: Duration, startingAnew: Bool) -> Telemetry.StepFigures {
    defer { if startingAnew { recent = Figures() } }
    let seconds = trained(at: now) / .seconds(1)
    let left = step > 0 ? seconds / Double(step) * Double(plan.totalSteps - step) : nil
    return Telemetry.StepFigures(
      epoch: step > 0 ? plan.positions(ofStep: step).epoch + 1 : 1, epochs: plan.totalEpochs, step: step,
      steps: plan.totalSteps, samples: samples, loss: recent.loss, accuracy: hasClasses ? recent.accuracy : nil,
      samplesPerSecond: samplesPerSecond(at: now), seconds: seconds, secondsLeft: left)
  }

  func evaluation(_ figures: Cluster.StepFigures, at now: Duration) -> EvaluationFigures {
    EvaluationFigures(
      epoch: plan.positions(ofStep: figures.step).epoch + 1, epochs: plan.totalEpochs, step: figures.step,
      loss: figures.figures.loss, correct: hasClasses ? figures.figures.correct : nil,
      samples: figures.figures.samples, trainLoss: trainLoss, seconds: trained(at: now) / .seconds(1))
  }
}
