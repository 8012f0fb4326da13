import Kernels

/// Messages and vectors to frames and back. A frame is one ZeroMQ payload: header, then body.
package enum FrameCodec {
  /// A control frame, written into memory that `allocate` gives for the frame's size.
  ///
  /// Fills in kind, length and checksum of the header. Throws when the body is over its limit.
  package static func encode(
    _ message: Message, header: FrameHeader, allocate: (Int) -> UnsafeMutableRawBufferPointer
  ) throws(FrameProblem) {
    let body = try message.encodedBody()
    let frame = allocate(FrameHeader.size + body.count)
    precondition(frame.count == FrameHeader.size + body.count, "a frame of \(frame.count) bytes")
    var header = header
    header.kindCode = message.kind.rawValue
    body.copyBytes(to: UnsafeMutableRawBufferPointer(rebasing: frame[FrameHeader.size...]))
    seal(frame, header: header)
  }

  /// A control frame as bytes.
  package static func encode(_ message: Message, header: FrameHeader) throws(FrameProblem) -> [UInt8] {
    let body = try message.encodedBody()
    var header = header
    header.kindCode = message.kind.rawValue
    var frame = [UInt8](repeating: 0, count: FrameHeader.size)
    frame.append(contentsOf: body)
    frame.withUnsafeMutableBytes { seal($0, header: header) }
    return frame
  }

  /// Puts the header in front of a body that is already in place behind it; length and checksum are filled in.
  package static func seal(_ frame: UnsafeMutableRawBufferPointer, header: FrameHeader) {
    seal(frame, header: header, bodyChecksum: Kernels.crc32c(body(of: UnsafeRawBufferPointer(frame))))
  }

  /// The same with a checksum that is known.
  static func seal(
    _ frame: UnsafeMutableRawBufferPointer, header: FrameHeader, bodyChecksum: UInt32
  ) {
    let length = frame.count - FrameHeader.size
    let limit = header.kind?.bodyLimit ?? Kind.controlBodyLimit
    precondition((0...limit).contains(length), "a body of \(length) bytes, limit \(limit)")
    var header = header
    header.bodyLength = UInt32(length)
    header.bodyChecksum = bodyChecksum
    header.encode(into: frame)
  }

  /// The header of a whole frame, checked as `FrameHeader.init(decoding:)` says.
  package static func header(of frame: UnsafeRawBufferPointer) throws(FrameProblem) -> FrameHeader {
    try FrameHeader(decoding: frame)
  }

  /// What stands behind the header.
  package static func body(of frame: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: frame[FrameHeader.size...])
  }

  /// Compares the body with the checksum in its header: the last check, after the header was admitted.
  package static func verifyBody(of frame: UnsafeRawBufferPointer, header: FrameHeader) throws(FrameProblem) {
    let computed = Kernels.crc32c(body(of: frame))
    guard computed == header.bodyChecksum else {
      throw .badBodyChecksum(found: header.bodyChecksum, computed: computed)
    }
  }

  /// The control message of a frame whose header was admitted: checks kind, then checksum, then decodes.
  package static func message(of frame: UnsafeRawBufferPointer, header: FrameHeader) throws(FrameProblem) -> Message {
    guard let kind = header.kind, !kind.isRaw else { throw .unknownKind(header.kindCode) }
    try verifyBody(of: frame, header: header)
    return try Message(kind: kind, body: body(of: frame))
  }
}
