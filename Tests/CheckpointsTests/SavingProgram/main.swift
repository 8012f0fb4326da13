import Checkpoints
import Foundation
import Wire

// Saves checkpoints as a coordinator does, one after the other, for the tests to break off at every system call:
//   save-checkpoints DIRECTORY FIRST LAST
// prints "saved N" when checkpoint N is durable and "failed N" when it could not be written; then "done".
// What it writes follows from the step alone, so that a test can tell a mix from a whole checkpoint.

let arguments = CommandLine.arguments
guard arguments.count == 4, let first = Int(arguments[2]), let last = Int(arguments[3]), first <= last else {
  FileHandle.standardError.write(Data("usage: save-checkpoints DIRECTORY FIRST LAST\n".utf8))
  exit(64)
}

func content(_ step: Int) -> CheckpointContent {
  CheckpointContent(
    weights: (0..<7).map { Float(step) + Float($0) / 8 },
    vectors: [.init(name: "momentum_buffer", values: (0..<7).map { -Float(step) - Float($0) / 8 })],
    state: ReplicaState(
      run: RunID(high: 1, low: 2), term: 3, step: step, optimizerSteps: step, seconds: Double(step) / 4,
      samples: step * 32, decidingDigest: "decides", fingerprint: "prints"),
    runFile: "[run]\nname = \"saving\"\n")
}

let layout = CheckpointLayout(
  slices: [.init(name: "0.weight", shape: [2, 3], range: 0..<6), .init(name: "0.bias", shape: [1], range: 6..<7)],
  optimizer: "sgd", vectors: ["momentum_buffer"], run: RunID(high: 1, low: 2))
let store = CheckpointStore(arguments[1], layout: layout)

func attempt(_ what: String, _ step: Int, _ work: () throws -> Void) {
  do {
    try work()
    print("\(what) \(step)")
  } catch {
    print("failed \(step): \(error)")
  }
  fflush(nil)
}

do { try store.prepare() } catch { print("failed: \(error)") }
for step in first...last {
  attempt("saved", step) { try store.save(content(step)) }
  attempt("pruned", step) { try store.prune(keep: 2) }
}
print("done")
