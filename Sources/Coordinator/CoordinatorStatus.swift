import Cluster
import Telemetry

/// What a run does now, in one line: "step 200 of 705, workers 3, loss 0.4839".
struct CoordinatorStatus {
  private enum Work {
    case gathering(ready: Int, needed: Int?)
    case started
    case step(Int, loss: Double?)
    case evaluating(step: Int)
    case waiting(present: Int, needed: Int, step: Int)
    case draining(step: Int)
    case finishing(String)
  }

  private let steps: Int
  private var work = Work.gathering(ready: 0, needed: nil)
  private var workers = 0

  init(steps: Int) { self.steps = steps }

  mutating func note(_ report: CoordinatorReport) {
    switch report {
    case .ready(_, let ready, let needed):
      // A joiner in the middle of the run changes nothing that is told.
      if case .gathering = work { work = .gathering(ready: ready, needed: needed) }
    case .started(let dealt): (work, workers) = (.started, dealt.count)
    case .dealtAgain(let dealt, _): workers = dealt.count
    case .lost(_, _, let members): workers = members
    case .committed(let figures): work = .step(figures.step, loss: figures.figures.loss)
    case .skipped(let step): work = .step(step, loss: nil)
    case .evaluating(let step): work = .evaluating(step: step)
    case .waitingForWorkers(let present, let needed, let step):
      work = .waiting(present: present, needed: needed, step: step)
    case .draining(let step): work = .draining(step: step)
    case .finishing(let outcome): work = .finishing(outcome.message)
    default: break
    }
  }

  var text: String {
    switch work {
    case .gathering(_, nil): "waiting for workers"
    case .gathering(let ready, let needed?): "waiting for workers: \(ready) of at least \(needed) ready"
    case .started: "started, workers \(workers)"
    case .step(let step, let loss):
      "step \(step) of \(steps), workers \(workers)" + (loss.map { ", loss \(NumberText.figure($0))" } ?? "")
    case .evaluating(let step): "evaluating after step \(step) of \(steps), workers \(workers)"
    case .waiting(let present, let needed, let step):
      "waiting for workers before step \(step) of \(steps): \(present) of at least \(needed)"
    case .draining(let step): "stopping after step \(step) of \(steps)"
    case .finishing(let message): message
    }
  }
}
