import Checkpoints
import Foundation
import RunFiles
import Training
import Wire

// A new run that begins with a checkpoint of another.
extension RunStart {
  /// - Parameter name: The other run's.
  static func fork(_ run: PreparedRun, _ resume: ResumePolicy, of name: String) throws -> RunStart {
    let settings = run.settings
    guard name != settings.run.name else { throw CoordinatorError.forkOfItself(name: name) }
    let parent = settings.run.directory as NSString
    let path = if case .from(let path) = resume { path } else { parent.appendingPathComponent(name) }
    let place = parent.appendingPathComponent(settings.run.name)
    // The same command again goes on with the fork, as it does with every run.
    if resume != .never, let earlier = try Lineage.read(from: place) {
      guard let origin = earlier.forkedFrom, sourceRun(at: path).map({ $0 == origin }) ?? true else {
        throw CoordinatorError.forkTaken(path: place, source: path)
      }
      return try own(run, .auto, preface: ["run \(settings.run.name) was begun with a checkpoint of \(path) before"])
    }
    return try begin(run, with: try checkpoint(at: path, run.checkpointLayout(of: nil)), at: path)
  }

  private static func begin(_ run: PreparedRun, with found: CheckpointStore.Found, at path: String) throws -> RunStart {
    let (settings, total, content) = (run.settings, run.plan.totalSteps, found.content)
    guard content.step < total else {
      throw CoordinatorError.forkIsOver(path: path, step: content.step, total: total)
    }
    let directory = try RunDirectory(parent: settings.run.directory, name: settings.run.name)
    var (started, lineage) = (content, fresh())
    (lineage.forkedFrom, lineage.hasCheckpoint) = (content.state.run, true)
    started.runFile = settings.toml()
    started.state.run = lineage.run
    started.state.decidingDigest = settings.decidingDigest
    // Keys and data may be other ones, and with them what kernels make of them.
    started.state.fingerprint = ""
    (started.state.dataDigest, started.state.instructionSet) = (nil, nil)
    // Nor are figures on other data, or of another loss, to be compared with.
    started.state.bestEvaluation = nil
    return try RunStart(
      run, directory, lineage, started,
      directory.movedNotes + found.refusals + ["run \(settings.run.name) begins with step \(content.step) of \(path)"],
      isChosen: true)
  }

  /// Nil when nothing is left at the path that says so.
  private static func sourceRun(at path: String) -> RunID? {
    (try? Lineage.read(from: path))?.run ?? (try? CheckpointReader(path).state())?.run
  }
}
