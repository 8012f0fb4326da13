/// The name of a checkpoint's directory: `step-000000120`.
enum CheckpointName {
  static func text(_ step: Int) -> String {
    let digits = String(step)
    return "step-" + String(repeating: "0", count: max(0, 9 - digits.utf8.count)) + digits
  }

  /// The step of a name; nil for every other name, other spellings of a step among them.
  static func step(_ name: String) -> Int? {
    guard name.hasPrefix("step-"), let step = Int(name.dropFirst(5)), step >= 0, text(step) == name else { return nil }
    return step
  }
}

/// The files of a checkpoint.
enum CheckpointFile {
  static let model = "model.safetensors"
  static let optimizer = "optimizer.safetensors"
  static let state = "state.json"
  static let runFile = "run.toml"
  static let checksums = "SHA256SUMS"

  /// Those whose checksums are kept.
  static let summed = [model, optimizer, runFile, state]
}
