import Reduction
import Wire

/// Averages that arrive in chunks. A vector leaves only whole and with every checksum right.
struct AverageStaging {
  private struct Key: Hashable {
    var step: UInt64
    var attempt: UInt32
  }

  private struct Partial {
    let vector: FlatBuffer
    var arrived: [Bool]
  }

  private var partials: [Key: Partial] = [:]

  /// Copies a chunk whose checksum is right; gives the vector when it was the last one missing.
  ///
  /// Throws `FrameProblem.badChunk` when the chunk does not belong to a vector of this run.
  mutating func stage(
    _ frame: UnsafeRawBufferPointer, _ header: FrameHeader, pool: FlatBufferPool?
  ) throws(FrameProblem) -> FlatBuffer? {
    guard let pool else { return nil }
    let chunks = VectorChunks(floats: pool.count)
    let range = try chunks.range(claimedBy: header)
    let key = Key(step: header.step, attempt: header.attempt)
    var partial =
      partials.removeValue(forKey: key)
      ?? Partial(vector: pool.take(), arrived: [Bool](repeating: false, count: chunks.count))
    let target = partial.vector.bytes[range.lowerBound * 4..<range.upperBound * 4]
    UnsafeMutableRawBufferPointer(rebasing: target).copyMemory(from: FrameCodec.body(of: frame))
    partial.arrived[Int(header.chunk)] = true
    if partial.arrived.allSatisfy({ $0 }) { return partial.vector }
    partials[key] = partial
    return nil
  }
}
