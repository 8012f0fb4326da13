import Cluster
import TestKit
import Testing
import Wire

@Suite struct EvaluationTests {
  @Test("Figures that a shard cannot have are counted and passed over, and the right ones are still taken")
  func impossible() {
    // Ten samples in shards of three.
    var driver = CoordinatorDriver(training: .toy(evaluateEvery: 1), evaluationDueAt: 1)
    driver.start(workers: 1)
    let held = driver.header(.held, worker: 1, step: 1)
    driver.give(.received(from: CoordinatorDriver.peer(1), held, .held(Held(evaluated: 0))))
    func send(_ shards: [ShardFigures]) -> [CoordinatorReport] {
      let header = driver.header(.evaluated, worker: 1, step: 1)
      let peer = CoordinatorDriver.peer(1)
      #expect(driver.machine.admit(header, from: peer, at: driver.now) == .accept)
      return driver.give(.received(from: peer, header, .evaluated(Evaluated(shards: shards)))).reports
    }
    func result(_ reports: [CoordinatorReport]) -> Figures? {
      reports.compactMap { if case .evaluated(let result) = $0 { result.figures } else { nil } }.first
    }
    let right = (0..<4).map { ShardFigures(index: $0, samples: $0 == 3 ? 1 : 3, correct: 1, lossSum: 2) }
    #expect(result(send(Array(right.dropLast()))) == nil)
    for (samples, correct) in [(1, 2), (0, 0), (3, 1), (Int(UInt32.max), 1), (1, Int(UInt32.max))] {
      #expect(result(send([ShardFigures(index: 3, samples: samples, correct: correct, lossSum: 2)])) == nil)
    }
    #expect(result(send([right[3]])) == Figures(samples: 10, correct: 4, lossSum: 8))
  }
}
