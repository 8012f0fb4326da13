import Checkpoints
import Foundation
import RunFiles
import TestKit
import Training

/// A directory with a run file and weights, and the program at work in it.
struct Workshop {
  let scratch: Scratch

  /// - Parameters:
  ///   - data: The `[data]` section.
  ///   - layers: The elements of `model.layers`.
  init(
    data: String = Self.xor, input: [Int] = [2], layers: String = Self.twoClasses, loss: String = "cross_entropy",
    more: String = ""
  ) throws {
    scratch = try Scratch()
    _ = try scratch.write(
      Array(
        """
        [run]
        name = "small"
        seed = 3
        epochs = 1
        [data]
        \(data)
        [model]
        input = \(input)
        layers = [\(layers)]
        [loss]
        type = "\(loss)"
        [optimizer]
        type = "sgd"
        learning_rate = 0.1
        [batch]
        size = 64
        shards = 2
        \(more)
        """.utf8), to: "run.toml")
  }

  static let xor = """
    format = "generated"
    name = "xor"
    samples = 200
    validation_samples = 100
    """
  static let twoClasses = #"{ type = "linear", outputs = 8, activation = "relu" }, { type = "linear", outputs = 2 }"#

  func mgd(_ arguments: String..., input: String = "") throws -> Program.Result {
    try Program.run(arguments, in: scratch.path, input: input)
  }

  /// Writes the weights before the first step to `model.safetensors`.
  func writeWeights() throws { try settings.model.writeInitialWeights(seed: 3, to: scratch.file("model.safetensors")) }

  var settings: RunSettings { get throws { try RunFile.load(scratch.file("run.toml")) } }

  /// Weights in order: one tensor of the model after the other.
  func write(weights: [Float]) throws {
    try weights.withUnsafeBufferPointer {
      try ModelFile.write($0, slices: settings.model.parameters, to: scratch.file("model.safetensors"))
    }
  }
}
