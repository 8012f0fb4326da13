import Cluster
import TestKit
import Testing

struct TrainingPlanTests {
  @Test("A last batch with fewer samples than shards leaves the last shards out")
  func filled() {
    let plan = TrainingPlan.toy(samples: 18, batch: 16, shards: 8, steps: 4)
    #expect(plan.filled([0..<3, 6..<8], inStep: 1) == [0..<3, 6..<8])
    #expect(plan.filled([0..<3, 6..<8], inStep: 2) == [0..<2])
    #expect(plan.tree(ofStep: 2).leaves == 2)
  }

  @Test("Members wait at evaluations and at the end")
  func pauses() {
    let plan = TrainingPlan.toy(steps: 5, evaluateEvery: 2)
    #expect((1...5).map(plan.pauses(afterStep:)) == [false, true, false, true, true])
    #expect((1...5).map(plan.evaluationDue(afterStep:)) == [false, true, false, true, true])
    let without = TrainingPlan.toy(steps: 5)
    #expect((1...5).map(without.pauses(afterStep:)) == [false, false, false, false, true])
    #expect((1...5).map(without.evaluationDue(afterStep:)) == [false, false, false, false, false])
  }
}
