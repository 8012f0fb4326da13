import Checkpoints
import Reduction

extension PreparedRun {
  /// Writes weights as safetensors with PyTorch's names and shapes; equal weights give equal files.
  package func writeModel(_ weights: FlatBuffer, to path: String) throws {
    try ModelFile.write(UnsafeBufferPointer(weights.buffer), slices: namedSlices, to: path)
  }

  /// Reads weights that fit the model.
  ///
  /// Throws `CheckpointError`, which names what does not fit.
  package func readModel(_ path: String) throws -> FlatBuffer {
    let weights = FlatBuffer(count: layout.parameters)
    try ModelFile.read(path, slices: namedSlices, into: weights.buffer)
    return weights
  }

  private var namedSlices: [NamedSlice] {
    slices.map { NamedSlice(name: $0.name, shape: $0.shape, range: $0.range) }
  }
}
