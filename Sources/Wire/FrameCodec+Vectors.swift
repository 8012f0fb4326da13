import Kernels

extension FrameCodec {
  /// Writes header and floats of one chunk into `frame`, whose size must be `VectorChunks.frameSize`.
  ///
  /// `bodyChecksum` is computed when nil; the result is the checksum, for the next peer's copy.
  @discardableResult
  package static func writeChunk(
    _ floats: UnsafeBufferPointer<Float>, header: FrameHeader, bodyChecksum: UInt32? = nil,
    into frame: UnsafeMutableRawBufferPointer
  ) -> UInt32 {
    precondition(frame.count == FrameHeader.size + floats.count * 4, "\(floats.count) floats into \(frame.count) bytes")
    let body = UnsafeMutableRawBufferPointer(rebasing: frame[FrameHeader.size...])
    body.copyMemory(from: UnsafeRawBufferPointer(floats))
    let checksum = bodyChecksum ?? Kernels.crc32c(UnsafeRawBufferPointer(body))
    seal(frame, header: header, bodyChecksum: checksum)
    return checksum
  }

  /// Gives the floats of a vector frame in place.
  ///
  /// ZeroMQ puts small messages at any address; those few (under 8 KiB) are copied to an aligned one first.
  package static func withFloats<Result>(
    of frame: UnsafeRawBufferPointer, _ use: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    let bytes = body(of: frame)
    let count = bytes.count / 4
    guard let base = bytes.baseAddress, Int(bitPattern: base).isMultiple(of: MemoryLayout<Float>.alignment) else {
      return try withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { copy in
        UnsafeMutableRawBufferPointer(copy).copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<(count * 4)]))
        return try use(UnsafeBufferPointer(copy))
      }
    }
    return try use(UnsafeBufferPointer(start: base.assumingMemoryBound(to: Float.self), count: count))
  }
}
