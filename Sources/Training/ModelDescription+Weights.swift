import Checkpoints
import NeuralNetworks
import Reduction

extension ModelDescription {
  /// Reads weights that fit the model.
  ///
  /// - Throws: `CheckpointError`, which names what does not fit.
  package func readWeights(_ path: String) throws -> FlatBuffer {
    let layout = Layout(build())
    let weights = FlatBuffer(count: layout.count)
    try ModelFile.read(path, slices: layout.slices.map(\.named), into: weights.buffer)
    return weights
  }

  /// Writes the weights before the first step as safetensors with PyTorch's names and shapes.
  package func writeInitialWeights(seed: UInt64, to path: String) throws {
    let layout = Layout(build())
    try layout.initialWeights(seed: seed).withUnsafeBufferPointer {
      try ModelFile.write($0, slices: layout.slices.map(\.named), to: path)
    }
  }

  /// Name, shape and place of each parameter.
  package var parameters: [NamedSlice] { Layout(build()).slices.map(\.named) }
}

extension Layout.Slice {
  var named: NamedSlice { NamedSlice(name: name, shape: shape, range: range) }
}
