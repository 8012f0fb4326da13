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

  /// - Parameter isChosen: Whether a person named the checkpoint. Then the run has it as its own before anybody hears of it, and what is newer
  ///   is put aside.
  init(
    _ run: PreparedRun, _ directory: RunDirectory, _ lineage: Lineage, _ content: CheckpointContent?, _ notes: [String],
    isChosen: Bool = false
  ) throws {
    self.directory = directory
    self.lineage = lineage
    self.content = content
    store = CheckpointStore(directory.file("checkpoints"), layout: run.checkpointLayout(of: lineage.run))
    var notes = notes + (try store.prepare()).map { "left where it is: \($0)" }
    if isChosen, let content {
      try store.save(content)
      notes += try store.putAside(after: content.step).map { "a later checkpoint was moved to \($0)" }
    }
    self.notes = notes
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

  /// From the checkpoint that a person named, also where the lineage is damaged, and where somebody holds a later step.
  private static func goingOn(
    _ run: PreparedRun, _ directory: RunDirectory, from path: String, _ notes: [String]
  ) throws -> RunStart {
    var (notes, earlier): ([String], Lineage?) = (notes, nil)
    do { earlier = try Lineage.read(from: directory.path) } catch let damage as CheckpointError {
      notes.append("a new lineage begins with the checkpoint's: \(damage)")
    }
    let found = try checkpoint(at: path, run.checkpointLayout(of: earlier?.run))
    let content = found.content
    try require(run, fits: content, at: found.path)
    guard content.step <= run.plan.totalSteps else {
      throw CoordinatorError.runIsLonger(path: path, step: content.step, total: run.plan.totalSteps)
    }
    var lineage = earlier ?? Lineage(run: content.state.run, term: content.state.term, life: 0)
    lineage = try next(lineage)
    lineage.hasCheckpoint = true
    // The newest one of its own is what the run goes on from anyway, unless its workers hold more.
    if !ResumePolicy.isSame(path, directory.path) { lineage.holdingsSince = lineage.term }
    return try RunStart(
      run, directory, lineage, content,
      notes + found.refusals + ["resuming from \(found.path), step \(content.step)"], isChosen: true)
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
    if finished == total { throw CoordinatorError.runIsFinished(path: directory.path, steps: total) }
    // Its last checkpoint may be older: it was not written, or is damaged.
    if let step = [finished, found?.content.step].compactMap({ $0 }).max(), step > total {
      throw CoordinatorError.runIsLonger(path: directory.path, step: step, total: total)
    }
    guard found != nil || (earlier.hasCheckpoint != true && finished == nil) else {
      throw CheckpointError.lost(directory: store.directory)
    }
    let place = found.map { "resuming from \($0.path), step \($0.content.step) of \(total)" }
    return try RunStart(
      run, directory, next(earlier), found?.content,
      notes + (found?.refusals ?? []) + [
        place ?? "there is no checkpoint yet: the run begins again, unless its workers still hold it"
      ])
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

  /// A checkpoint's own directory, or the newest valid one of a run directory: of the run that its lineage names, unless the layout names one.
  static func checkpoint(at path: String, _ layout: CheckpointLayout) throws -> CheckpointStore.Found {
    guard FileManager.default.fileExists(atPath: path + "/checkpoints") else {
      return CheckpointStore.Found(
        path: path, content: try CheckpointReader(path).content(layout, step: nil), refused: [])
    }
    var layout = layout
    if layout.run == nil { layout.run = (try? Lineage.read(from: path))?.run }
    guard let found = try CheckpointStore(path + "/checkpoints", layout: layout).newestValid() else {
      throw CheckpointError.missing(file: path + "/checkpoints/step-*")
    }
    return found
  }

  static func fresh() -> Lineage {
    var random = SystemRandomNumberGenerator()
    return Lineage(run: RunID(using: &random), life: UInt64.random(in: 1...UInt64.max))
  }

  private static func next(_ lineage: Lineage) throws -> Lineage {
    try lineage.nextTerm(life: UInt64.random(in: 1...UInt64.max))
  }
}

extension CheckpointStore.Found {
  /// For a person: which newer ones were refused, and why.
  var refusals: [String] { refused.map { "checkpoint refused: \($0)" } }
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
