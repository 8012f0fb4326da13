import Foundation
import Telemetry
import Wire

/// How a run stands, for a person.
struct RunStateTable {
  private let state: RunState

  init(_ state: RunState) {
    self.state = state
  }

  var text: String {
    var table = TextTable(.left, .left)
    table.add("run", "\(state.run), \(state.phase)\(waiting)")
    table.add("step", "\(NumberText.grouped(state.step)) of \(NumberText.grouped(state.steps))\(epoch)")
    if let training = state.training { table.add("training", words(training)) }
    if let validation = state.validation { table.add("validation", words(validation)) }
    table.add("checkpoint", state.checkpoint > 0 ? "step \(NumberText.grouped(state.checkpoint))" : "none yet")
    table.add("coordinator", "life \(state.term), up \(Int(state.seconds)) s")
    table.add("workers", "\(state.workers.count + state.others)")
    return table.text + workers
  }

  private var waiting: String {
    state.phase == "waiting" || state.phase == "gathering" ? " for workers, at least \(state.minWorkers)" : ""
  }

  private var epoch: String {
    guard state.stepsPerEpoch > 0, state.step > 0 else { return "" }
    let epochs = (state.steps + state.stepsPerEpoch - 1) / state.stepsPerEpoch
    return ", epoch \((state.step - 1) / state.stepsPerEpoch + 1) of \(epochs)"
  }

  private func words(_ figures: StateFigures) -> String {
    let accuracy = figures.accuracy.map { String(format: ", accuracy %.4f", $0) } ?? ""
    return String(format: "loss %.4f", figures.loss) + accuracy + ", step \(NumberText.grouped(figures.step))"
  }

  private var workers: String {
    guard !state.workers.isEmpty else { return "" }
    var table = TextTable(.left, .left, .left, .right, .left, .right, .right, .right)
    table.add("  name", "state", "host", "threads", "kernels", "shards", "holds", "heard")
    for worker in state.workers {
      table.add(
        "  " + worker.name, worker.state, "\(worker.host) (\(worker.address))", "\(worker.threads)",
        worker.instructionSet, "\(worker.shards)", NumberText.grouped(worker.holds),
        String(format: "%.1f s ago", worker.silence))
    }
    return table.text + (state.others > 0 ? "  and \(state.others) more\n" : "")
  }
}
