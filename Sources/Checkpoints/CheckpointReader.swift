import Foundation

/// Reads a checkpoint's directory and believes nothing in it.
///
/// Files beside the checkpoint's own are let be: they cannot change what is loaded, and a note that somebody left there is no
/// reason to lose a checkpoint.
package struct CheckpointReader {
  package let path: String

  package init(_ path: String) {
    self.path = path
  }

  /// Everything in it, verified to the last byte and against what the run needs.
  ///
  /// - Parameter step: The step that its name says, if it says one.
  /// - Throws: ``CheckpointError`` with the file, what was expected and what was found.
  package func content(_ layout: CheckpointLayout, step: Int?) throws -> CheckpointContent {
    let sums = try checksums()
    let state = try self.state()
    try check(state, layout, step: step)
    // What lies where is checked before the digests, since it can say at which byte a file is broken.
    let model = try SafetensorsFile(reading: file(CheckpointFile.model))
    try ModelFile.check(model, layout.slices)
    let optimizer = try SafetensorsFile(reading: file(CheckpointFile.optimizer))
    try OptimizerFile.check(optimizer, layout)
    for line in sums.lines { try sums.verify(line.name, in: path) }
    let (steps, vectors) = try OptimizerFile.read(optimizer, layout)
    try check(optimizerSteps: steps, state)
    return CheckpointContent(
      weights: try OptimizerFile.floats(model, layout.slices, layout.count), vectors: vectors, state: state,
      runFile: try runFile())
  }

  /// The resolved run file, compared with its checksum alone: for whoever does not know yet what the run needs.
  package func runFile() throws -> String {
    try checksums().verify(CheckpointFile.runFile, in: path)
    let name = file(CheckpointFile.runFile)
    let bytes = try InputFile(name).contents(most: 1 << 20)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CheckpointError.unfit(file: name, expected: "UTF-8", found: "other bytes", hint: nil)
    }
    return text
  }

  /// The state, compared with its checksum alone.
  package func state() throws -> ReplicaState {
    let name = file(CheckpointFile.state)
    let state = try ReplicaState(json: try InputFile(name).contents(most: ReplicaState.mostBytes), file: name)
    try checksums().verify(CheckpointFile.state, in: path)
    return state
  }

  private func file(_ name: String) -> String { (path as NSString).appendingPathComponent(name) }

  private func checksums() throws -> Checksums {
    let name = file(CheckpointFile.checksums)
    let bytes = try InputFile(name).contents(most: Checksums.mostBytes)
    return try Checksums(parsing: Array(bytes), file: name, required: CheckpointFile.summed)
  }

  private func check(_ state: ReplicaState, _ layout: CheckpointLayout, step: Int?) throws {
    if let step, step != state.step {
      throw unfit("step \(step), as the directory's name says", "step \(state.step)", "was the directory renamed?")
    }
    if let run = layout.run, run != state.run {
      throw unfit("run \(run)", "run \(state.run)", "it belongs to another run; --fork NAME starts a new one from it")
    }
  }

  /// The two files may each be whole and come from two checkpoints.
  private func check(optimizerSteps steps: Int, _ state: ReplicaState) throws {
    guard steps != state.optimizerSteps else { return }
    throw unfit("\(steps) optimizer steps, as \(CheckpointFile.optimizer) says", "\(state.optimizerSteps)", nil)
  }

  private func unfit(_ expected: String, _ found: String, _ hint: String?) -> CheckpointError {
    .unfit(file: file(CheckpointFile.state), expected: expected, found: found, hint: hint)
  }
}
