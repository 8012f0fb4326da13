import Training
import Wire
import ZeroMQ

/// Averages that arrive in chunks. A vector leaves only whole and with every checksum right.
struct AverageStaging {
  private struct Key: Hashable {
    var step: UInt64
    var attempt: UInt32
  }

  /// As many as may be under way at once: what lost a chunk for good would stay otherwise.
  private static let most = 32

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
    forgetTheOldest()
    return nil
  }

  private mutating func forgetTheOldest() {
    guard arriving.count > Self.most else { return }
    if let oldest = arriving.keys.min(by: { ($0.step, $0.attempt) < ($1.step, $1.attempt) }) { arriving[oldest] = nil }
  }
}
