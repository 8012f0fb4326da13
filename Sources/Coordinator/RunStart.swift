import Checkpoints
import Foundation
import RunFiles
import Training
import Wire

/// Where a life of a coordinator begins: the locked run directory, the lineage with its new term, and the checkpoint, if any.
struct RunStart {
  let directory: RunDirectory
  /// Of this life, durable already.
  let lineage: Lineage
  let store: CheckpointStore
  /// The replica to go on from; nil: the run begins with its initial weights.
  let content: CheckpointContent?
  /// What a person should know about it.
  let notes: [String]

  /// - Parameter forkOf: The run with whose checkpoint this new one begins.
  init(_ run: PreparedRun, _ resume: ResumePolicy, forkOf: String?) throws {
    if let forkOf {
      self = try Self.fork(run, resume, of: forkOf)
    } else {
      self = try Self.own(run, resume)
    }
  }

  private init(
    _ run: PreparedRun, _ directory: RunDirectory, _ lineage: Lineage, _ content: CheckpointContent?, _ notes: [String]
  ) throws {
    self.directory = directory
    self.lineage = lineage
    self.content = content
    self.notes = notes
    store = CheckpointStore(
      directory.file("checkpoints"), layout: run.checkpointLayout(of: lineage.run))
    try store.prepare()
    try lineage.write(to: directory.path)
  }

  // MARK: - The run itself

  private static func own(_ run: PreparedRun, _ resume: ResumePolicy) throws -> RunStart {
    let settings = run.settings
    let directory = try RunDirectory(parent: settings.run.directory, name: settings.run.name) { path in
      // Without a lineage there is nothing to go on from: it is the directory of something else.
      resume == .never || !FileManager.default.fileExists(atPath: path + "/" + Lineage.fileName)
    }
    let moved = directory.movedAside.map { ["an earlier run of this name was moved to \($0)"] } ?? []
    let earlier = try Lineage.read(from: directory.path)
    if case .from(let path) = resume {
      let content = try checkpoint(at: path, run.checkpointLayout(of: earlier?.run))
      try requireSameRun(settings, as: content.runFile, named: path)
      let lineage = earlier ?? Lineage(run: content.state.run, term: content.state.term, life: 0)
      return try RunStart(
        run, directory, next(lineage), content, moved + ["resuming from \(path), step \(content.step)"])
    }
    guard let earlier else { return try RunStart(run, directory, fresh(), nil, moved) }
    return try resumed(run, directory, earlier)
  }

  private static func resumed(_ run: PreparedRun, _ directory: RunDirectory, _ earlier: Lineage) throws -> RunStart {
    if let text = try? String(contentsOfFile: directory.file("run.toml"), encoding: .utf8) {
      try requireSameRun(run.settings, as: text, named: directory.path)
    }
    let store = CheckpointStore(directory.file("checkpoints"), layout: run.checkpointLayout(of: earlier.run))
    try store.prepare()
    let found = try store.newestValid()
    let total = run.plan.totalSteps
    if let step = found?.content.step, step >= total { try requireUnfinished(directory, step: step, of: total) }
    let refused = found?.refused.map { "checkpoint refused: \($0)" } ?? []
    let place = found.map { "resuming from \($0.path), step \($0.content.step) of \(total)" }
    return try RunStart(
      run, directory, next(earlier), found?.content,
      refused + [place ?? "there is no checkpoint yet: the run begins again, unless its workers still hold it"])
  }

  private static func requireUnfinished(_ directory: RunDirectory, step: Int, of total: Int) throws {
    guard step == total else { throw CoordinatorError.runIsLonger(path: directory.path, step: step, total: total) }
    guard FileManager.default.fileExists(atPath: directory.file("model.safetensors")),
      let summary = FileManager.default.contents(atPath: directory.file("summary.json")),
      let fields = try? JSONSerialization.jsonObject(with: summary) as? [String: Any],
      fields["status"] as? String == "done", fields["steps"] as? Int == total
    else { return }
    throw CoordinatorError.runIsFinished(path: directory.path, steps: total)
  }

  private static func requireSameRun(_ settings: RunSettings, as text: String, named path: String) throws {
    let old: RunSettings
    do { old = try RunFile.parse(Array(text.utf8), path: "\(path)/run.toml") } catch {
      throw CoordinatorError.runFileChanged(path: path, differences: ["its run.toml cannot be read: \(error)"])
    }
    let differences = settings.differences(from: old)
    guard differences.isEmpty else {
      throw CoordinatorError.runFileChanged(path: path, differences: differences.map(\.description))
    }
  }

  // MARK: - A new run from a checkpoint of another

  private static func fork(_ run: PreparedRun, _ resume: ResumePolicy, of name: String) throws -> RunStart {
    let settings = run.settings
    guard name != settings.run.name else { throw CoordinatorError.forkOfItself(name: name) }
    let source = (settings.run.directory as NSString).appendingPathComponent(name)
    let path = if case .from(let path) = resume { path } else { source }
    let content = try checkpoint(at: path, run.checkpointLayout(of: nil))
    let directory = try RunDirectory(parent: settings.run.directory, name: settings.run.name)
    var started = content
    let lineage = fresh()
    started.state.run = lineage.run
    return try RunStart(
      run, directory, lineage, started, ["run \(settings.run.name) begins with step \(content.step) of \(path)"])
  }

  /// A checkpoint's own directory, or the newest valid one of a run directory.
  private static func checkpoint(at path: String, _ layout: CheckpointLayout) throws -> CheckpointContent {
    guard FileManager.default.fileExists(atPath: path + "/checkpoints") else {
      return try CheckpointReader(path).content(layout, step: nil)
    }
    guard let found = try CheckpointStore(path + "/checkpoints", layout: layout).newestValid() else {
      throw CheckpointError.missing(file: path + "/checkpoints/step-*")
    }
    return found.content
  }

  // MARK: - Lives

  private static func fresh() -> Lineage {
    var random = SystemRandomNumberGenerator()
    return Lineage(run: RunID(using: &random), life: UInt64.random(in: 1...UInt64.max))
  }

  private static func next(_ lineage: Lineage) throws -> Lineage {
    try lineage.nextTerm(life: UInt64.random(in: 1...UInt64.max))
  }
}

extension PreparedRun {
  /// What a checkpoint of this run must hold.
  func checkpointLayout(of run: RunID?) -> CheckpointLayout {
    CheckpointLayout(
      slices: namedSlices, optimizer: settings.optimizer.kind.rawValue, vectors: Replica(self).stateNames, run: run)
  }
}
