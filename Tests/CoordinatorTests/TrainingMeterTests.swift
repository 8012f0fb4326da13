import Cluster
import Datasets
import Testing

@testable import Coordinator

@Suite struct TrainingMeterTests {
  /// Three steps an epoch, of 40, 40 and 20 samples.
  private let plan = BatchPlan(samples: 100, batchSize: 40, shards: 4, length: .epochs(2))

  private func figures(_ samples: Int, loss: Double) -> Figures {
    Figures(samples: samples, correct: samples / 2, lossSum: loss * Double(samples))
  }

  @Test("pauses are not training time")
  func pauses() {
    var meter = TrainingMeter(plan: plan, hasClasses: true)
    meter.resume(at: .seconds(10))
    meter.add(figures(40, loss: 1), step: 1)
    meter.pause(at: .seconds(12))
    #expect(meter.trained(at: .seconds(50)) == .seconds(2))
    meter.resume(at: .seconds(50))
    meter.resume(at: .seconds(51))
    #expect(meter.trained(at: .seconds(52)) == .seconds(4))
    #expect(meter.samplesPerSecond(at: .seconds(52)) == 10)
  }

  @Test("a logged step has the mean since the last logged one, weighted by samples")
  func loggedMean() {
    var meter = TrainingMeter(plan: plan, hasClasses: true)
    meter.resume(at: .zero)
    meter.add(figures(40, loss: 1), step: 1)
    #expect(meter.figures(at: .seconds(1), startingAnew: true).loss == 1)
    meter.add(figures(40, loss: 2), step: 2)
    meter.add(figures(20, loss: 5), step: 3)
    let shown = meter.figures(at: .seconds(1), startingAnew: false)
    #expect(shown.loss == 3)
    #expect(shown.accuracy == 0.5)
    #expect(shown.epoch == 1 && shown.step == 3 && shown.steps == 6 && shown.samples == 100)
    #expect(shown.secondsLeft == 1)
  }

  @Test("the training loss of the summary is the last whole epoch's")
  func epochMean() {
    var meter = TrainingMeter(plan: plan, hasClasses: true)
    #expect(meter.trainLoss == nil)
    meter.add(figures(40, loss: 3), step: 1)
    #expect(meter.trainLoss == 3)
    meter.add(figures(40, loss: 3), step: 2)
    meter.add(figures(20, loss: 8), step: 3)
    #expect(meter.trainLoss == 4)
    meter.add(figures(40, loss: 1), step: 4)
    #expect(meter.trainLoss == 4)
  }

  @Test("data without classes have no accuracy")
  func values() {
    var meter = TrainingMeter(plan: plan, hasClasses: false)
    meter.add(figures(40, loss: 1), step: 1)
    #expect(meter.figures(at: .seconds(1), startingAnew: true).accuracy == nil)
    #expect(meter.evaluation(.init(step: 3, figures: figures(10, loss: 2)), at: .seconds(1)).correct == nil)
  }
}
