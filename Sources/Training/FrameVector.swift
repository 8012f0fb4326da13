import CKernels
import Kernels
import Reduction
import Wire
import ZeroMQ

/// A flat vector in the frames that brought it: its chunks are added, read and sent on where libzmq put them.
///
/// Receiving costs no copy that way, and neither does sending one vector to many peers.
package struct FrameVector: Summand {
  private let chunks: VectorChunks
  private let frames: [Frame]

  /// A whole vector; see ``FrameVector/Arriving``.
  fileprivate init(_ chunks: VectorChunks, _ frames: [Frame]) {
    self.chunks = chunks
    self.frames = frames
  }

  package var count: Int { chunks.floats }

  /// The numbers in place, a run of them for each chunk, in order.
  package var pieces: [UnsafeMutableBufferPointer<Float>] { frames.map(Self.floats) }

  /// A copy of the numbers.
  package var scalars: [Float] { withExtendedLifetime(self) { pieces.flatMap(Array.init) } }

  package subscript(index: Int) -> Float {
    Self.floats(of: frames[index / VectorChunks.floatsPerChunk])[index % VectorChunks.floatsPerChunk]
  }

  package func accumulate(_ other: FrameVector) {
    precondition(count == other.count, "FrameVector: \(other.count) numbers added to \(count)")
    withExtendedLifetime((self, other)) {
      for (piece, summand) in zip(pieces, other.pieces) {
        Kernels.table.pointee.accumulate(piece.baseAddress, summand.baseAddress, piece.count)
      }
    }
  }

  /// Multiplies the first `count` numbers.
  package func scale(first count: Int, by factor: Float) {
    var rest = count
    for piece in pieces {
      Kernels.table.pointee.mul_scalar(piece.baseAddress, piece.baseAddress, factor, min(rest, piece.count))
      rest -= min(rest, piece.count)
    }
  }

  /// Whether there is neither NaN nor infinity among the numbers.
  package var isFinite: Bool {
    pieces.allSatisfy { Kernels.table.pointee.all_finite($0.baseAddress, $0.count) == 1 }
  }

  /// SHA-256 of the numbers' bytes, hexadecimal.
  package var digest: String { Digest.of(pieces.map { UnsafeRawBufferPointer($0) }, title: "vector") }

  /// Gives the frames a header of their own, with new checksums, for ``copies``: the numbers are not changed any more.
  package func address(_ header: FrameHeader) {
    var header = header
    header.chunks = UInt32(chunks.count)
    for (index, frame) in frames.enumerated() {
      header.chunk = UInt32(index)
      FrameCodec.seal(frame.mutableBytes, header: header)
    }
  }

  /// Frames that share the memory of these, to be sent.
  package var copies: [Frame] { frames.map(Frame.init(sharing:)) }

  private static func floats(of frame: Frame) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableRawBufferPointer(rebasing: frame.mutableBytes[FrameHeader.size...]).assumingMemoryBound(to: Float.self)
  }
}

extension FrameVector {
  /// A vector whose chunks come in one after the other, each with its checksum verified.
  package struct Arriving: Sendable {
    private let chunks: VectorChunks
    private var frames: [Frame?]
    private var missing: Int

    package init(_ chunks: VectorChunks) {
      self.chunks = chunks
      frames = [Frame?](repeating: nil, count: chunks.count)
      missing = chunks.count
    }

    /// Takes a chunk over; gives the vector when it was the last one missing. A chunk that came before is dropped.
    ///
    /// Throws `FrameProblem.badChunk` when the chunk does not belong to such a vector.
    package mutating func take(_ frame: Frame, _ header: FrameHeader) throws(FrameProblem) -> FrameVector? {
      _ = try chunks.range(claimedBy: header)
      let chunk = Int(header.chunk)
      guard frames[chunk] == nil else { return nil }
      frames[chunk] = Self.aligned(frame)
      missing -= 1
      return missing == 0 ? FrameVector(chunks, frames.compactMap { $0 }) : nil
    }

    /// libzmq puts small messages at any address; those few (under 8 KiB) are copied to one that is fit for Float.
    private static func aligned(_ frame: Frame) -> Frame {
      let address = UInt(bitPattern: frame.bytes.baseAddress)
      guard !address.isMultiple(of: UInt(MemoryLayout<Float>.alignment)) else { return frame }
      let copy = Frame(size: frame.count)
      copy.mutableBytes.copyMemory(from: frame.bytes)
      return copy
    }
  }
}
