import Datasets
import RunFiles

/// Run files: TOML with the keys of mgd.
enum RunFiles {
  static func check(_ input: [UInt8]) throws {
    let lines = input.count { $0 == UInt8(ascii: "\n") } + 1
    var warnings: [RunFileProblem] = []
    let settings: RunSettings
    do { settings = try RunFile.parse(input, path: "run.toml", warn: { warnings.append($0) }) } catch {
      return try checkWords(error.problems, lines: lines, error.exitCode)
    }
    try warnings.forEach { try checkWords($0, lines: lines) }
    try checkWritten(settings)
    try checkPlan(settings)
  }

  /// A problem has a place that exists, and words.
  static func checkWords(_ problems: [RunFileProblem], lines: Int, _ exitCode: Int32) throws {
    try require(problems.contains { $0.severity == .error }, "refused without an error: \(problems)")
    try require(exitCode == 78, "exit code \(exitCode)")
    try problems.forEach { try checkWords($0, lines: lines) }
  }

  private static func checkWords(_ problem: RunFileProblem, lines: Int) throws {
    try require(!problem.message.isEmpty, "a problem without words at \(problem.place)")
    guard !problem.place.hasPrefix("--set") else { return }
    let place = problem.place.split(separator: ":")
    try require(place.count == 3 && place[0] == "run.toml", "no place: \(problem.place)")
    let (line, column) = (Int(place[1]) ?? 0, Int(place[2]) ?? 0)
    try require((1...lines).contains(line) && column >= 1, "a place outside of \(lines) lines: \(problem.place)")
  }

  /// The resolved file, which a checkpoint keeps and a resumed run is compared with, says the same; so does what a worker is
  /// told.
  static func checkWritten(_ settings: RunSettings) throws {
    let text = settings.toml()
    let again: RunSettings
    do { again = try RunFile.parse(Array(text.utf8), path: "run.toml") } catch {
      throw BrokenPromise(description: "settings that cannot be read again: \(error)\n\(text)")
    }
    try require(again == settings, "settings that change when they are written: \(settings)\n\(again)")
    try require(again.differences(from: settings).isEmpty, "differences of equal settings")
    let told = try RunSettings(workerJSON: try settings.workerJSON())
    try require(
      told.decidingDigest == settings.decidingDigest, "a worker is told of another run: \(text)\n\(told.toml())")
  }

  /// Sound settings make a sound plan: no sum of its steps overflows.
  private static func checkPlan(_ settings: RunSettings) throws {
    let length: BatchPlan.Length =
      if let steps = settings.run.steps { .steps(steps) } else { .epochs(settings.run.epochs ?? 1) }
    let plan = BatchPlan(
      samples: 60_000, batchSize: settings.batch.size, shards: settings.batch.shards, length: length,
      evaluation: EvaluationRhythm(
        everyEpochs: settings.evaluation.everyEpochs, everySteps: settings.evaluation.everySteps))
    try require(plan.totalSteps >= 1 && plan.totalEpochs >= 1, "\(plan.totalSteps) steps in \(plan.totalEpochs) epochs")
    try require(!plan.positions(ofStep: plan.totalSteps).range.isEmpty, "the last step has no samples")
  }
}
