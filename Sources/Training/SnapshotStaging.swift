import Reduction
import Wire
import ZeroMQ

/// A replica that arrives in chunks.
package struct SnapshotStaging {
  package let step: Int
  /// Written chunk by chunk, each after its checksum was verified.
  package let numbers: FlatBuffer
  private let chunks: VectorChunks
  private var arrived: [Bool]

  /// How many different chunks are here.
  package private(set) var received = 0

  package init(step: Int, floats: Int) {
    self.step = step
    numbers = FlatBuffer(count: floats)
    chunks = VectorChunks(floats: floats)
    arrived = [Bool](repeating: false, count: chunks.count)
  }

  package var isComplete: Bool { received == chunks.count }

  /// Takes a chunk whose checksum is right. One that came before changes nothing.
  ///
  /// Throws `FrameProblem.badChunk` when the chunk does not belong to such a replica.
  package mutating func take(_ frame: Frame, _ header: FrameHeader) throws(FrameProblem) {
    let range = try chunks.range(claimedBy: header)
    guard !arrived[Int(header.chunk)] else { return }
    let target = numbers.bytes[range.lowerBound * 4..<range.upperBound * 4]
    UnsafeMutableRawBufferPointer(rebasing: target).copyMemory(from: FrameCodec.body(of: frame.bytes))
    arrived[Int(header.chunk)] = true
    received += 1
  }
}
