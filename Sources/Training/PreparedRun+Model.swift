import Checkpoints
import Reduction

extension PreparedRun {
  /// Writes weights as safetensors with PyTorch's names and shapes; equal weights give equal files.
  package func writeModel(_ weights: FlatBuffer, to path: String) throws {
    try ModelFile.write(UnsafeBufferPointer(weights.buffer), slices: namedSlices, to: path)
  }

  /// The parameters as files name them.
  package var namedSlices: [NamedSlice] { slices.map(\.named) }
}
