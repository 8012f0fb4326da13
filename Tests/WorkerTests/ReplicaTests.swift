import Cluster
import Reduction
import RunFiles
import Testing
import Training

/// What a replica keeps besides its numbers.
@Suite struct ReplicaTests {
  private func replica() throws -> (run: PreparedRun, replica: Replica) {
    let run = try PreparedRun(
      RunFile.parse(
        Array(
          """
          [run]
          name = "figures"
          steps = 9
          [data]
          format = "generated"
          name = "xor"
          samples = 32
          [model]
          input = [2]
          layers = [{ type = "linear", outputs = 2 }]
          [loss]
          type = "cross_entropy"
          [optimizer]
          type = "sgd"
          [batch]
          size = 8
          shards = 2
          """.utf8), path: "run.toml"))
    return (run, Replica(run))
  }

  @Test("an evaluation that is not a number is never better, and every number is better than it")
  func best() throws {
    let (_, replica) = try replica()
    func best(after losses: Double...) -> Int? {
      for loss in losses {
        let step = (replica.position.lastEvaluation?.step ?? 0) + 1
        replica.take(StepFigures(step: step, figures: Figures(samples: 10, correct: 1, lossSum: loss)))
      }
      return replica.position.bestEvaluation?.step
    }
    #expect(best(after: .nan) == 1)
    #expect(best(after: .nan) == 1)
    #expect(best(after: .infinity) == 3)
    #expect(best(after: 20, .nan, 20) == 4)
    #expect(best(after: 19, .infinity) == 7)
  }

  @Test(
    "statistics that cannot be a step's are taken for what they can be",
    arguments: [(9e18, 8), (1e30, 0), (-1, 0), (.nan, 0), (5.2, 5), (1e9, 8)] as [(Float, Int)])
  func statistics(correct: Float, taken: Int) throws {
    let (run, replica) = try replica()
    let vector = FlatBuffer(count: run.layout.count)
    for place in 0..<run.layout.count { vector.pointer[place] = 0 }
    vector.pointer[run.layout.count - 2] = correct
    vector.pointer[run.layout.count - 1] = 9e18
    for step in 1...2 { replica.apply(vector, scale: 1, step: step) }
    #expect(replica.position.epoch == Figures(samples: 16, correct: 2 * taken))
  }
}
