import Training
import Wire
import ZeroMQ

/// Averages that arrive in chunks. A vector leaves only whole and with every checksum right.
struct AverageStaging {
  private struct Key: Hashable {
    var step: UInt64
    var attempt: UInt32
  }

  private var arriving: [Key: FrameVector.Arriving] = [:]

  /// Takes a chunk whose checksum is right; gives the vector when it was the last one missing.
  ///
  /// Throws `FrameProblem.badChunk` when the chunk does not belong to a vector of this run.
  mutating func stage(
    _ frame: Frame, _ header: FrameHeader, chunks: VectorChunks
  ) throws(FrameProblem) -> FrameVector? {
    let key = Key(step: header.step, attempt: header.attempt)
    var vector = arriving.removeValue(forKey: key) ?? FrameVector.Arriving(chunks)
    if let whole = try vector.take(frame, header) { return whole }
    arriving[key] = vector
    return nil
  }
}
