import Kernels
import Wire

/// Whole frames, as they come from a socket: the bytes as they are, with a header that is put right, and once more with the body's
/// checksum, too. No mutation finds those by itself.
enum Frames {
  static func check(_ input: [UInt8]) throws {
    try checkFrame(input)
    guard input.count >= FrameHeader.size else { return }
    try checkFrame(sealed(input, withBody: false))
    let sealed = sealed(input, withBody: true)
    try checkFrame(sealed)
    try checkBytes(sealed)
  }

  private static func checkFrame(_ frame: [UInt8]) throws {
    try frame.withUnsafeBytes { bytes in
      do {
        let header = try FrameCodec.header(of: bytes)
        try checkChunk(header)
        try FrameCodec.verifyBody(of: bytes, header: header)
        if header.kind?.isRaw != true { try checkMessage(try FrameCodec.message(of: bytes, header: header), header) }
      } catch let problem as FrameProblem { try Bodies.checkWords(problem) }
    }
  }

  /// What decoded says the same when it is sent on.
  private static func checkMessage(_ message: Message, _ header: FrameHeader) throws {
    let again: [UInt8]
    // Another spelling of the same numbers may be longer.
    do { again = try FrameCodec.encode(message, header: header) } catch { return }
    try require(try allocated(message, header) == again, "\(message) has other bytes in memory of its own")
    try again.withUnsafeBytes { bytes in
      var second = try FrameCodec.header(of: bytes)
      try require(try FrameCodec.message(of: bytes, header: second) == message, "\(message) changes when it is sent on")
      (second.bodyLength, second.bodyChecksum) = (header.bodyLength, header.bodyChecksum)
      try require(second == header, "\(header) changes when it is sent on")
    }
  }

  private static func allocated(_ message: Message, _ header: FrameHeader) throws -> [UInt8] {
    var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    defer { memory.deallocate() }
    try FrameCodec.encode(message, header: header) { size in
      memory = .allocate(byteCount: size, alignment: 8)
      return memory
    }
    return Array(memory)
  }

  /// A header's claim to a chunk lies inside the vector that is waited for.
  private static func checkChunk(_ header: FrameHeader) throws {
    let vector = VectorChunks(floats: Int(header.step % 1_000_000))
    let range: Range<Int>
    do { range = try vector.range(claimedBy: header) } catch { return try Bodies.checkWords(error) }
    try require(range.upperBound <= vector.floats, "chunk \(range) of \(vector.floats) floats")
    try require(range.count * 4 == Int(header.bodyLength), "chunk \(range) from \(header.bodyLength) bytes")
  }

  /// Every byte of a header is a field or reserved.
  private static func checkBytes(_ frame: [UInt8]) throws {
    guard let header = try? frame.withUnsafeBytes({ try FrameCodec.header(of: $0) }) else { return }
    var again = frame
    again.withUnsafeMutableBytes { header.encode(into: $0) }
    try require(again == frame, "\(header) has other bytes when it is written again")
  }

  private static func sealed(_ input: [UInt8], withBody: Bool) -> [UInt8] {
    var frame = input
    frame.withUnsafeMutableBytes { bytes in
      func put(_ number: UInt32, at offset: Int) {
        bytes.storeBytes(of: number.littleEndian, toByteOffset: offset, as: UInt32.self)
      }
      bytes.copyBytes(from: [0x6D, 0x67, 0x64, 0x01, UInt8(FrameHeader.currentVersion), 0])
      put(UInt32(input.count - FrameHeader.size), at: 8)
      if withBody { put(Kernels.crc32c(UnsafeRawBufferPointer(rebasing: bytes[FrameHeader.size...])), at: 12) }
      UnsafeMutableRawBufferPointer(rebasing: bytes[108..<124]).initializeMemory(as: UInt8.self, repeating: 0)
      put(Kernels.crc32c(UnsafeRawBufferPointer(rebasing: bytes[..<124])), at: 124)
    }
    return frame
  }
}
