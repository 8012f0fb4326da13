import Checkpoints
import Cluster
import Foundation
import Glibc
import RunFiles
import Telemetry
import Training

/// What is written when a run ends, however it ended: the model, `summary.json`, the box that a person reads.
struct RunEnding {
  let run: PreparedRun
  let replica: Replica
  let directory: RunDirectory
  let recorder: RunRecorder
  let display: RunDisplay

  /// - Returns: The exit code.
  func write(_ outcome: Outcome) throws -> Int32 {
    let model = try attempt(outcome) { try writeModel(outcome) } ?? nil
    let summary = recorder.finish { state, now in
      self.summary(outcome, state: state, now: now, model: model)
    }
    try attempt(outcome) { try directory.write(Data(summary.json.utf8), to: "summary.json") }
    display.finish(summary)
    return outcome.exitCode
  }

  /// Of a run that is not done, checkpoints are what counts: what cannot be written besides them (the disk may be why it stopped) is told, and its
  /// exit code stays.
  private func attempt<Value>(_ outcome: Outcome, _ write: () throws -> Value) throws -> Value? {
    do { return try write() } catch {
      guard outcome.ending != .done else { throw error }
      display.note("\(error)")
      return nil
    }
  }

  /// The final model has its plain name; one that is not final says its step. None where there is no time for it.
  private func writeModel(_ outcome: Outcome) throws -> String? {
    guard replica.step > 0, !outcome.isAtOnce else { return nil }
    let number = String(replica.step)
    let name =
      outcome.ending == .done
      ? "model.safetensors"
      : "model-step-" + String(repeating: "0", count: max(0, 9 - number.count)) + number + ".safetensors"
    try directory.write(to: name) { try run.writeModel(replica.weights, to: $0) }
    return name
  }

  private func summary(
    _ outcome: Outcome, state: RunRecorder.State, now: Duration, model: String?
  ) -> RunSummary {
    let meter = state.meter
    let epochs = meter.step > 0 ? run.plan.batches.positions(ofStep: meter.step).epoch + 1 : 0
    return RunSummary(
      name: run.settings.run.name, status: status(outcome), message: outcome.ending == .done ? nil : outcome.message,
      steps: meter.step, epochs: epochs, samples: meter.samples, seconds: meter.trained(at: now) / .seconds(1),
      samplesPerSecond: meter.samplesPerSecond(at: now), trainLoss: meter.trainLoss, validation: state.evaluation,
      workers: state.workers, threads: state.threads, parameters: run.layout.parameters,
      coordinatorSeconds: Self.processorSeconds, directory: directory.path,
      files: [model, "metrics.jsonl", "summary.json", "run.toml"].compactMap { $0 }, next: next(outcome, model))
  }

  private func status(_ outcome: Outcome) -> RunSummary.Status {
    switch outcome.ending {
    case .done: .done
    case .diverged, .failed, .refused, .protocolMismatch, .replicasDiffer, .superseded: .failed
    case .coordinatorLost, .stopped, .left, .tooFewWorkers: .stopped
    }
  }

  private func next(_ outcome: Outcome, _ model: String?) -> [String] {
    guard let model else { return [] }
    // The run's own model is that of its end: before that, the file has to be named.
    let weights = outcome.ending == .done ? "" : " --model \(directory.file(model))"
    return run.validation == nil
      ? ["\(companion) predict \(directory.path)\(weights) --input FILE"]
      : ["\(companion) evaluate \(directory.path)\(weights)"]
  }

  /// The companion as it can be called from here: beside this program if that was called by a path.
  private var companion: String {
    let own = CommandLine.arguments[0]
    return own.contains("/") ? (own as NSString).deletingLastPathComponent + "/mgd" : "mgd"
  }

  /// Processor time of this process, its workers not counted.
  private static var processorSeconds: Double {
    var usage = rusage()
    guard getrusage(.init(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }
}
