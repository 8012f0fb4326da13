/// Where a flat vector is cut for the wire: chunks of 256 KiB, each in a frame of its own, the last one shorter.
///
/// The size is a constant of the protocol, because a worker needs it (for its sockets' limits) before it is welcome.
package struct VectorChunks: Equatable, Sendable {
  package static let floatsPerChunk = 65_536
  package static let bytesPerChunk = floatsPerChunk * 4

  /// Floats of the whole vector.
  package let floats: Int

  package init(floats: Int) {
    precondition(floats >= 0, "a vector of \(floats) floats")
    self.floats = floats
  }

  /// How many chunks the vector has; none when it is empty.
  package var count: Int { floats / Self.floatsPerChunk + (floats.isMultiple(of: Self.floatsPerChunk) ? 0 : 1) }

  /// The floats that chunk `index` carries.
  package func range(of index: Int) -> Range<Int> {
    precondition((0..<count).contains(index), "chunk \(index) of \(count)")
    let start = index * Self.floatsPerChunk
    return start..<min(start + Self.floatsPerChunk, floats)
  }

  /// The size of the frame that carries chunk `index`, header included.
  package func frameSize(of index: Int) -> Int { FrameHeader.size + range(of: index).count * 4 }

  /// The floats that the frame's header claims to carry.
  ///
  /// Throws `FrameProblem.badChunk` when its chunk numbers or its length do not belong to this vector: to be
  /// called before a payload is written anywhere.
  package func range(claimedBy header: FrameHeader) throws(FrameProblem) -> Range<Int> {
    let chunk = Int(header.chunk)
    guard Int(header.chunks) == count, chunk < count, range(of: chunk).count * 4 == Int(header.bodyLength) else {
      throw .badChunk(chunk: chunk, chunks: Int(header.chunks), length: Int(header.bodyLength), expected: count)
    }
    return range(of: chunk)
  }
}
