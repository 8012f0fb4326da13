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

  /// - Parameter keepsContent: Whether the checkpoint is of another run, so that this one has to have its own before anybody hears of it.
  init(
    _ run: PreparedRun, _ directory: RunDirectory, _ lineage: Lineage, _ content: CheckpointContent?, _ notes: [String],
    keepsContent: Bool = false
  ) throws {
    self.directory = directory
    self.lineage = lineage
    self.content = content
    store = CheckpointStore(directory.file("checkpoints"), layout: run.checkpointLayout(of: lineage.run))
    self.notes = notes + (try store.prepare()).map { "left where it is: \($0)" }
    if keepsContent, let content { try store.save(content) }
    try lineage.write(to: directory.path)
  }

  // MARK: - The run itself

  /// - Parameter preface: What a person should know first.
  static func own(_ run: PreparedRun, _ resume: ResumePolicy, preface: [String] = []) throws -> RunStart {
    let settings = run.settings
    let directory = try RunDirectory(parent: settings.run.directory, name: settings.run.name) { path in
      resume == .never || (holdsNoRun(path) && !resume.takes(from: path))
    }
    let notes = preface + directory.movedNotes
    if case .from(let path) = resume { return try goingOn(run, directory, from: path, notes) }
    guard let earlier = try Lineage.read(from: directory.path) else {
      guard holdsNoRun(directory.path) else { throw lineageMissing(directory) }
      return try RunStart(run, directory, fresh(), nil, notes)
    }
    return try resumed(run, directory, earlier, notes)
  }

  /// Nothing to go on from: the directory of something else.
  private static func holdsNoRun(_ path: String) -> Bool {
    !FileManager.default.fileExists(atPath: path + "/" + Lineage.fileName)
      && !CheckpointStore.holdsAny(in: path + "/checkpoints")
  }

  private static func lineageMissing(_ directory: RunDirectory) -> CheckpointError {
    .unfit(
      file: directory.file(Lineage.fileName), expected: "the lineage of the run whose checkpoints lie beside it",
      found: "no file", hint: Lineage.remedy)
  }

  /// From the checkpoint that a person named, also where the lineage is damaged.
  private static func goingOn(
    _ run: PreparedRun, _ directory: RunDirectory, from path: String, _ notes: [String]
  ) throws -> RunStart {
    var (notes, earlier): ([String], Lineage?) = (notes, nil)
    do { earlier = try Lineage.read(from: directory.path) } catch let damage as CheckpointError {
      notes.append("a new lineage begins with the checkpoint's: \(damage)")
    }
    let content = try checkpoint(at: path, run.checkpointLayout(of: earlier?.run))
    try require(run, fits: content, at: path)
    guard content.step <= run.plan.totalSteps else {
      throw CoordinatorError.runIsLonger(path: path, step: content.step, total: run.plan.totalSteps)
    }
    var lineage = earlier ?? Lineage(run: content.state.run, term: content.state.term, life: 0)
    lineage = try next(lineage)
    return try RunStart(
      run, directory, lineage, content, notes + ["resuming from \(path), step \(content.step)"])
  }

  private static func resumed(
    _ run: PreparedRun, _ directory: RunDirectory, _ earlier: Lineage, _ notes: [String]
  ) throws -> RunStart {
    let kept = try keptRunFile(directory)
    if let kept { try requireSameRun(run.settings, as: kept, named: directory.path) }
    let store = CheckpointStore(directory.file("checkpoints"), layout: run.checkpointLayout(of: earlier.run))
    try store.prepare()
    let found = try store.newestValid()
    if let found { try require(run, fits: found.content, at: found.path) }
    let (finished, total) = (finishedSteps(directory), run.plan.totalSteps)
    if let step = found?.content.step ?? finished, step >= total {
      guard step == total else { throw CoordinatorError.runIsLonger(path: directory.path, step: step, total: total) }
      if finished == total { throw CoordinatorError.runIsFinished(path: directory.path, steps: total) }
    }
    guard found != nil || (earlier.hasCheckpoint != true && finished == nil) else {
      throw CheckpointError.lost(directory: store.directory)
    }
    let refused = found?.refused.map { "checkpoint refused: \($0)" } ?? []
    let place = found.map { "resuming from \($0.path), step \($0.content.step) of \(total)" }
    return try RunStart(
      run, directory, next(earlier), found?.content,
      notes + refused + [place ?? "there is no checkpoint yet: the run begins again, unless its workers still hold it"])
  }

  /// How many steps the run had when it was done; nil when it was not.
  private static func finishedSteps(_ directory: RunDirectory) -> Int? {
    guard FileManager.default.fileExists(atPath: directory.file("model.safetensors")),
      let summary = FileManager.default.contents(atPath: directory.file("summary.json")),
      let fields = try? JSONSerialization.jsonObject(with: summary) as? [String: Any],
      fields["status"] as? String == "done"
    else { return nil }
    return fields["steps"] as? Int
  }

  // MARK: - Lives

  /// A checkpoint's own directory, or the newest valid one of a run directory.
  static func checkpoint(at path: String, _ layout: CheckpointLayout) throws -> CheckpointContent {
    guard FileManager.default.fileExists(atPath: path + "/checkpoints") else {
      return try CheckpointReader(path).content(layout, step: nil)
    }
    guard let found = try CheckpointStore(path + "/checkpoints", layout: layout).newestValid() else {
      throw CheckpointError.missing(file: path + "/checkpoints/step-*")
    }
    return found.content
  }

  static func fresh() -> Lineage {
    var random = SystemRandomNumberGenerator()
    return Lineage(run: RunID(using: &random), life: UInt64.random(in: 1...UInt64.max))
  }

  private static func next(_ lineage: Lineage) throws -> Lineage {
    try lineage.nextTerm(life: UInt64.random(in: 1...UInt64.max))
  }
}

extension RunDirectory {
  var movedNotes: [String] { movedAside.map { ["an earlier run of this name was moved to \($0)"] } ?? [] }
}

extension PreparedRun {
  /// What a checkpoint of this run must hold.
  func checkpointLayout(of run: RunID?) -> CheckpointLayout {
    CheckpointLayout(
      slices: namedSlices, optimizer: settings.optimizer.kind.rawValue, vectors: Replica(self).stateNames, run: run)
  }
}
