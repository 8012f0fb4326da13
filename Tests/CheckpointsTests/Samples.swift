import Foundation
import TestKit
import Wire

@testable import Checkpoints

/// A checkpoint of a model of seven weights, as the saving program writes it: everything follows from the step.
enum Samples {
  static let run = RunID(high: 1, low: 2)
  static let layout = CheckpointLayout(
    slices: [.init(name: "0.weight", shape: [2, 3], range: 0..<6), .init(name: "0.bias", shape: [1], range: 6..<7)],
    optimizer: "sgd", vectors: ["momentum_buffer"], run: run)

  static func content(_ step: Int) -> CheckpointContent {
    CheckpointContent(
      weights: (0..<7).map { Float(step) + Float($0) / 8 },
      vectors: [.init(name: "momentum_buffer", values: (0..<7).map { -Float(step) - Float($0) / 8 })],
      state: ReplicaState(
        run: run, term: 3, step: step, optimizerSteps: step, seconds: Double(step) / 4, samples: step * 32,
        decidingDigest: "decides", fingerprint: "prints"),
      runFile: "[run]\nname = \"saving\"\n")
  }

  /// Lends a store with checkpoints of these steps, in a directory that goes away afterwards.
  static func withStore<Result>(_ steps: Int..., body: (CheckpointStore) throws -> Result) throws -> Result {
    let scratch = try Scratch()
    return try withExtendedLifetime(scratch) {
      let store = CheckpointStore(scratch.file("checkpoints"), layout: layout)
      try store.prepare()
      for step in steps { try store.save(content(step)) }
      return try body(store)
    }
  }

  static let files = CheckpointFile.summed + [CheckpointFile.checksums]
}

extension CheckpointStore {
  func file(_ name: String, ofStep step: Int) -> URL { URL(fileURLWithPath: path(ofStep: step) + "/" + name) }
}
