import CZlib

/// A gzip file, unpacked as it is read; its checksums are verified at the end of each member.
final class GzipFile: ByteSource {
  private let file: PlainFile
  // zlib keeps a pointer back to the stream, so that it must never move.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let input: UnsafeMutableRawBufferPointer
  private var state = State.unpacking
  /// How many bytes have been handed out.
  private(set) var offset = 0

  private enum State {
    case unpacking, betweenMembers, ended
  }

  /// The size of the packed file.
  var packedSize: Int { file.size }

  private static let inputSize = 1 << 16
  /// Deflate never packs better than 1032 to 1.
  static let highestRatio = 1032

  init(_ file: PlainFile) throws {
    self.file = file
    input = .allocate(byteCount: Self.inputSize, alignment: 16)
    stream.initialize(to: z_stream())
    let gzipOnly: Int32 = MAX_WBITS + 16
    let status = inflateInit2_(stream, gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      // The deinit runs when all properties are set, and inflateEnd accepts a stream that did not start.
      throw DatasetError.unreadable(file: file.path, reason: "zlib could not start (\(status))")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < buffer.count, state != .ended {
      filled += try unpackSome(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
    }
    return filled
  }

  private func unpackSome(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if stream.pointee.avail_in == 0, try !refill() { return try endOfInput() }
    if state == .betweenMembers { try beginMember() }
    let room = min(buffer.count, Int(UInt32.max >> 1))
    stream.pointee.next_out = buffer.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_out = UInt32(room)
    let status = inflate(stream, Z_NO_FLUSH)
    let count = room - Int(stream.pointee.avail_out)
    offset += count
    try check(status)
    return count
  }

  private func refill() throws -> Bool {
    let count = try file.read(into: input)
    stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_in = UInt32(count)
    return count > 0
  }

  private func endOfInput() throws -> Int {
    guard state == .betweenMembers else {
      throw malformed("more compressed data", "the end of the file", "the file is cut short: fetch it again")
    }
    state = .ended
    return 0
  }

  private func beginMember() throws {
    guard inflateReset(stream) == Z_OK else { throw malformed("another gzip member", "none", nil) }
    state = .unpacking
  }

  private func check(_ status: Int32) throws {
    switch status {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: state = .betweenMembers
    default:
      let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)"
      throw malformed("valid gzip data", reason, "the file is damaged: fetch it again")
    }
  }

  private func malformed(_ expected: String, _ found: String, _ hint: String?) -> DatasetError {
    .malformed(file: file.path, offset: offset, expected: expected, found: found, hint: hint)
  }
}
