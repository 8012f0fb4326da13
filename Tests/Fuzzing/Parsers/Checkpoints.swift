import Checkpoints
import Crypto
import Foundation
import Wire

/// A checkpoint's directory with one of its files exchanged. The first byte says which, whether `SHA256SUMS` was made to fit, and
/// whether the directory's name says a step.
enum Checkpoints {
  static func check(_ input: [UInt8]) throws {
    guard let first = input.first else { return }
    let name = files[Int(first & 0x3F) % files.count]
    var contents = base
    contents[name] = Array(input.dropFirst())
    let isSealed = first & 0x80 != 0
    if isSealed { contents["SHA256SUMS"] = sums(of: contents) }
    try check(contents, isSealed: isSealed, step: first & 0x40 != 0 ? sample.step : nil)
  }

  private static func check(_ contents: [String: [UInt8]], isSealed: Bool, step: Int?) throws {
    let scratch = try ScratchDirectory()
    for (name, bytes) in contents { try scratch.write(bytes, to: name) }
    let longest = contents.values.map(\.count).max() ?? 0
    let reader = CheckpointReader(scratch.path)
    do { _ = try reader.runFile() } catch { try checkWords(error, in: scratch, of: longest) }
    do { _ = try reader.state() } catch { try checkWords(error, in: scratch, of: longest) }
    let content: CheckpointContent
    do { content = try reader.content(layout, step: step) } catch {
      return try checkWords(error, in: scratch, of: longest)
    }
    try require(step == nil || content.step == step, "step \(content.step) in the directory of step \(step ?? 0)")
    if isSealed {
      try checkWritten(content)
    } else {
      try require(isSame(content, sample), "a changed byte went unnoticed")
    }
  }

  /// What was loaded can be saved, and is the same then.
  private static func checkWritten(_ content: CheckpointContent) throws {
    let scratch = try ScratchDirectory()
    let store = CheckpointStore(scratch.file("checkpoints"), layout: layout)
    try store.prepare()
    try store.save(content)
    let found = try store.newestValid()
    try require(found.map { isSame($0.content, content) } == true, "other content when it is saved again")
  }

  /// Every refusal names the file, and a byte inside it.
  static func checkWords(_ error: any Error, in scratch: ScratchDirectory, of size: Int) throws {
    guard let error = error as? CheckpointError else { throw error }
    try require(error.description.hasPrefix(scratch.path), "no file in: \(error)")
    switch error {
    case .malformed(_, let offset, let expected, let found, _):
      try require((0...size).contains(offset), "byte \(offset) of \(size): \(error)")
      try require(!expected.isEmpty && !found.isEmpty, "no reason in: \(error)")
    case .unfit(_, let expected, let found, _):
      try require(!expected.isEmpty && !found.isEmpty, "no reason in: \(error)")
    default: break
    }
  }

  /// By bits: NaN is a number like others here.
  private static func isSame(_ left: CheckpointContent, _ right: CheckpointContent) -> Bool {
    func bits(_ content: CheckpointContent) -> [[UInt32]] {
      [content.weights.map(\.bitPattern)] + content.vectors.map { $0.values.map(\.bitPattern) }
    }
    return bits(left) == bits(right) && left.state == right.state
      && Array(left.runFile.utf8) == Array(right.runFile.utf8)
  }

  private static func sums(of contents: [String: [UInt8]]) -> [UInt8] {
    let lines = files.filter { $0 != "SHA256SUMS" }.map { name in
      SHA256.hash(data: contents[name] ?? []).map { String(format: "%02x", $0) }.joined() + "  \(name)\n"
    }
    return Array(lines.joined().utf8)
  }
}

extension Checkpoints {
  private static let files = ["model.safetensors", "optimizer.safetensors", "run.toml", "state.json", "SHA256SUMS"]

  private static let layout = CheckpointLayout(
    slices: [.init(name: "0.weight", shape: [2, 3], range: 0..<6), .init(name: "0.bias", shape: [1], range: 6..<7)],
    optimizer: "sgd", vectors: ["momentum_buffer"], run: RunID(high: 1, low: 2))

  private static let sample = CheckpointContent(
    weights: (0..<7).map { Float($0) / 8 },
    vectors: [.init(name: "momentum_buffer", values: (0..<7).map { -Float($0) })],
    state: ReplicaState(
      run: RunID(high: 1, low: 2), term: 3, step: 120, optimizerSteps: 120, seconds: 1.5, samples: 3840,
      decidingDigest: "decides", fingerprint: "prints"),
    runFile: "[run]\nname = \"sample\"\n")

  /// The files of a sound checkpoint.
  private static let base: [String: [UInt8]] = {
    do {
      let scratch = try ScratchDirectory()
      let store = CheckpointStore(scratch.file("checkpoints"), layout: layout)
      try store.prepare()
      try store.save(sample)
      let names = files.map { ($0, "checkpoints/step-000000120/\($0)") }
      return Dictionary(uniqueKeysWithValues: try names.map { ($0.0, try scratch.bytes(of: $0.1)) })
    } catch { preconditionFailure("no sound checkpoint can be made: \(error)") }
  }()
}
