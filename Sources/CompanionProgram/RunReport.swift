import Datasets
import RunFiles
import Telemetry
import Training

/// What `mgd check` says of a run without mistakes.
struct RunReport {
  let run: PreparedRun
  let files: [DataFile]

  private var settings: RunSettings { run.settings }

  var text: String {
    let notes = RunNotes(run: run, processors: Processors.available).notes.map { "note: \($0)\n" }.joined()
    return [ModelTable(settings.model).text, facts, notes].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var facts: String {
    var table = TextTable(.left, .left)
    table.add("run", "\(settings.run.name), seed \(settings.run.seed)")
    table.add("data", samples)
    for file in files { table.add("", "\(file.role.rawValue) \(file.name), \(NumberText.grouped(file.bytes)) bytes") }
    table.add("training", "\(settings.loss.kind.rawValue), \(settings.optimizer.kind.rawValue)")
    table.add("batch", batch)
    table.add("steps", steps)
    table.add("memory", memory)
    return table.text
  }

  private var samples: String {
    let training = NumberText.count(run.train.count, "training sample")
    let validation = run.validation.map { "\(NumberText.grouped($0.count)) to validate" } ?? "none to validate"
    let shape = NumberText.shape(run.train.sampleShape, times: "x")
    return "\(training) of \(shape), \(validation), scale \(settings.data.scale.rawValue)"
  }

  private var batch: String {
    let sizes = ShardSizes(run.plan.batches, ofStep: 1)
    return "\(NumberText.count(settings.batch.size, "sample")) in \(NumberText.count(settings.batch.shards, "shard")) "
      + "of \(sizes)"
  }

  private var steps: String {
    let batches = run.plan.batches
    return "\(NumberText.grouped(batches.stepsPerEpoch)) an epoch, \(NumberText.grouped(batches.totalSteps)) in all, "
      + NumberText.count(batches.totalEpochs, "epoch")
  }

  /// A worker has a vector for each shard that it is dealt.
  private var memory: String {
    let workers = max(settings.cluster.localWorkers, settings.cluster.minWorkers, 1)
    let shards = (settings.batch.shards - 1) / workers + 1
    let bytes = shards * run.layout.parameters * MemoryLayout<Float>.size
    return "gradients of a worker: \(NumberText.count(shards, "shard")) x "
      + "\(NumberText.count(run.layout.parameters, "parameter")) x 4 bytes = \(Self.megabytes(bytes))"
  }

  private static func megabytes(_ bytes: Int) -> String {
    guard bytes >= 100_000 else { return "\(NumberText.grouped(bytes)) bytes" }
    let tenths = (bytes + 50_000) / 100_000
    return "\(NumberText.grouped(tenths / 10)).\(tenths % 10) MB"
  }
}

/// The samples that the shards of a step have: one number, or two that follow each other.
struct ShardSizes: CustomStringConvertible {
  let smallest: Int
  let largest: Int

  init(_ plan: BatchPlan, ofStep step: Int) {
    largest = plan.shard(0, ofStep: step).count
    smallest = plan.shard(plan.shards - 1, ofStep: step).count
  }

  var description: String { smallest == largest ? "\(smallest)" : "\(smallest) or \(largest)" }
}
