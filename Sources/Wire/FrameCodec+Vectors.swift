import Kernels

extension FrameCodec {
  /// Writes header and floats of one chunk into `frame`, whose size must be `VectorChunks.frameSize`.
  package static func writeChunk(
    _ floats: UnsafeBufferPointer<Float>, header: FrameHeader, into frame: UnsafeMutableRawBufferPointer
  ) {
    precondition(frame.count == FrameHeader.size + floats.count * 4, "\(floats.count) floats into \(frame.count) bytes")
    let body = UnsafeMutableRawBufferPointer(rebasing: frame[FrameHeader.size...])
    let checksum = copy(UnsafeRawBufferPointer(floats), into: body)
    seal(frame, header: header, bodyChecksum: checksum)
  }

  /// Copies and sums block by block, so that the checksum finds the bytes in the nearest cache.
  private static func copy(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> UInt32 {
    var checksum: UInt32 = 0
    for start in stride(from: 0, to: source.count, by: bytesPerBlock) {
      let block = UnsafeRawBufferPointer(rebasing: source[start..<min(start + bytesPerBlock, source.count)])
      UnsafeMutableRawBufferPointer(rebasing: target[start...]).copyMemory(from: block)
      checksum = Kernels.crc32c(block, seed: checksum)
    }
    return checksum
  }

  /// A multiple of the three streams of 4,096 bytes that the checksum reads side by side.
  private static let bytesPerBlock = 12_288
}
