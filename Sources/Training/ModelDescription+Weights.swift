import Checkpoints
import Foundation
import NeuralNetworks
import Reduction

extension ModelDescription {
  /// Refuses a model whose weights this host's memory cannot hold: a process that asks for more than there is gets no error that it could tell.
  package func requireMemory() throws(PreparationError) {
    let (parameters, most) = (summary().reduce(0) { $0 + $1.parameters }, ProcessInfo.processInfo.physicalMemory)
    guard UInt64(parameters) > most / 4 else { return }
    throw PreparationError(
      "the model has \(parameters) parameters, which take \(parameters >> 18) MiB, and this host has \(most >> 20) MiB of memory; take a smaller "
        + "model or a larger host", exitCode: 71)
  }

  /// Reads weights that fit the model.
  ///
  /// - Throws: `CheckpointError`, which names what does not fit.
  package func readWeights(_ path: String) throws -> FlatBuffer {
    try requireMemory()
    let layout = Layout(build())
    let weights = FlatBuffer(count: layout.count)
    try ModelFile.read(path, slices: layout.slices.map(\.named), into: weights.buffer)
    return weights
  }

  /// Writes the weights before the first step as safetensors with PyTorch's names and shapes.
  package func writeInitialWeights(seed: UInt64, to path: String) throws {
    try requireMemory()
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
