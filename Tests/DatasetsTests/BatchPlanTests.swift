import Foundation
import Testing

@testable import Datasets

@Suite struct BatchPlanTests {
  @Test(
    "an epoch takes every position exactly once",
    arguments: [(60_000, 256, 8), (10, 3, 2), (7, 7, 3), (1, 5, 4), (1000, 1, 1), (101, 10, 16)])
  func everyPosition(samples: Int, batch: Int, shards: Int) {
    let plan = BatchPlan(samples: samples, batchSize: batch, shards: shards, length: .epochs(2))
    for epoch in 0..<2 {
      var positions: [Int] = []
      for step in (epoch * plan.stepsPerEpoch + 1)...((epoch + 1) * plan.stepsPerEpoch) {
        #expect(plan.positions(ofStep: step).epoch == epoch)
        let parts = (0..<shards).map { plan.shard($0, ofStep: step) }
        #expect(parts.map(\.count) == parts.map(\.count).sorted(by: >))
        #expect(parts[0].count - parts[shards - 1].count <= 1)
        #expect(parts.filter { !$0.isEmpty }.count == plan.filledShards(inStep: step))
        #expect(parts[0].count <= plan.largestShard)
        positions += parts.flatMap { Array($0) }
      }
      #expect(positions == Array(0..<samples))
    }
  }

  @Test("steps and epochs are counted in both ways")
  func lengths() {
    let epochs = BatchPlan(samples: 10, batchSize: 4, shards: 1, length: .epochs(3))
    #expect((epochs.stepsPerEpoch, epochs.totalSteps, epochs.totalEpochs) == (3, 9, 3))
    let steps = BatchPlan(samples: 10, batchSize: 4, shards: 1, length: .steps(7))
    #expect((steps.totalSteps, steps.totalEpochs) == (7, 3))
    #expect(steps.samples(inStep: 3) == 2)
    #expect(steps.isEpochEnd(6) && !steps.isEpochEnd(7))
  }

  @Test("evaluation is due after epochs, after steps, and at the end")
  func evaluation() {
    func due(_ rhythm: EvaluationRhythm?, steps: Int) -> [Int] {
      let plan = BatchPlan(samples: 10, batchSize: 5, shards: 1, length: .steps(steps), evaluation: rhythm)
      return (1...steps).filter(plan.evaluationDue(afterStep:))
    }
    #expect(due(EvaluationRhythm(everyEpochs: 1), steps: 5) == [2, 4, 5])
    #expect(due(EvaluationRhythm(everyEpochs: 2), steps: 5) == [4, 5])
    #expect(due(EvaluationRhythm(everyEpochs: nil, everySteps: 3), steps: 7) == [3, 6, 7])
    #expect(due(EvaluationRhythm(everyEpochs: 1, everySteps: 3), steps: 4) == [2, 3, 4])
    #expect(due(nil, steps: 4) == [])
  }

  @Test("a plan survives its coded form")
  func coded() throws {
    let plan = BatchPlan(samples: 10, batchSize: 4, shards: 2, length: .epochs(3), evaluation: EvaluationRhythm())
    #expect(try JSONDecoder().decode(BatchPlan.self, from: JSONEncoder().encode(plan)) == plan)
  }

  @Test("validation shards follow each other", arguments: [(10_000, 1024, 10), (1024, 1024, 1), (0, 5, 0), (3, 1, 3)])
  func evaluationShards(samples: Int, size: Int, shards: Int) {
    let plan = EvaluationPlan(samples: samples, shardSize: size)
    #expect(plan.shards == shards)
    #expect((0..<shards).flatMap { Array(plan.shard($0)) } == Array(0..<samples))
  }
}
