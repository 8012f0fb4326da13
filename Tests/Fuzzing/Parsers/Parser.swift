/// Everything in mgd that reads bytes from outside, as a fuzzer and the test of the kept inputs call it.
///
/// The raw values name the directories of `Tests/Fuzzing/Corpora`.
package enum Parser: String, CaseIterable, Sendable {
  case addresses, bodies, checkpoints, datasets, frames, idx, lineages, metrics, names, overrides
  case keyLists = "key-lists"
  case runFiles = "run-files"
  case safetensors, summaries, tables
  case workerSettings = "worker-settings"
}

extension Parser {
  /// Reads the input, and checks what must hold whatever its bytes are.
  ///
  /// - Throws: ``BrokenPromise``; any other error is a refusal of another type than the parser promises.
  package func check(_ input: [UInt8]) throws {
    switch self {
    case .addresses: try Addresses.check(input)
    case .bodies: try Bodies.check(input)
    case .checkpoints: try Checkpoints.check(input)
    case .datasets: try Datasets.check(input)
    case .frames: try Frames.check(input)
    case .idx: try IDX.check(input)
    case .keyLists: try KeyLists.check(input)
    case .lineages: try Lineages.check(input)
    case .metrics: try Metrics.check(input)
    case .names: try Names.check(input)
    case .overrides: try Overrides.check(input)
    case .runFiles: try RunFiles.check(input)
    case .safetensors: try Safetensors.check(input)
    case .summaries: try Summaries.check(input)
    case .tables: try Tables.check(input)
    case .workerSettings: try WorkerSettings.check(input)
    }
  }
}

/// Something that a parser must do for every input, and did not do for this one.
package struct BrokenPromise: Error, CustomStringConvertible {
  package let description: String
}

func require(_ holds: Bool, _ promise: @autoclosure () -> String) throws {
  guard holds else { throw BrokenPromise(description: promise()) }
}
