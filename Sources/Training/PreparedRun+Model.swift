import Checkpoints
import Reduction

extension PreparedRun {
  /// Writes weights as safetensors with PyTorch's names and shapes; equal weights give equal files.
  package func writeModel(_ weights: FlatBuffer, to path: String) throws {
    try ModelFile.write(UnsafeBufferPointer(weights.buffer), slices: slices.map(\.named), to: path)
  }
}
