import Kernels

// All numbers are little-endian.
//
//   offset  size  field
//        0     4  magic: "mgd" and 0x01
//        4     2  protocol version
//        6     2  kind
//        8     4  length of the body in bytes
//       12     4  CRC32C of the body
//       16    16  run id, bytes in the order of its hexadecimal digits
//       32     8  term
//       40     8  life
//       48     8  incarnation
//       56     8  session
//       64     8  sequence
//       72     8  view
//       80     8  step
//       88     4  attempt
//       92     2  level of the node
//       94     2  flags
//       96     4  index of the node
//      100     4  chunk
//      104     4  chunks
//      108    16  reserved, zero when written, not read
//      124     4  CRC32C of bytes 0..<124

extension FrameHeader {
  static let magic: UInt32 = 0x0164_676d
  private static let checksumOffset = 124

  /// Writes the 128 bytes at the beginning of `frame`.
  package func encode(into frame: UnsafeMutableRawBufferPointer) {
    precondition(frame.count >= Self.size, "a header of \(Self.size) bytes into \(frame.count)")
    let bytes = UnsafeMutableRawBufferPointer(rebasing: frame[..<Self.size])
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
    var writer = FieldWriter(bytes: bytes)
    writer.put(Self.magic)
    writer.put(version)
    writer.put(kindCode)
    writer.put(bodyLength)
    writer.put(bodyChecksum)
    writer.put(run.high.byteSwapped)
    writer.put(run.low.byteSwapped)
    writer.put(term)
    writer.put(life)
    writer.put(incarnation)
    writer.put(session)
    writer.put(sequence)
    writer.put(view)
    writer.put(step)
    writer.put(attempt)
    writer.put(nodeLevel)
    writer.put(flags.rawValue)
    writer.put(nodeIndex)
    writer.put(chunk)
    writer.put(chunks)
    writer.offset = Self.checksumOffset
    writer.put(Kernels.crc32c(UnsafeRawBufferPointer(rebasing: bytes[..<Self.checksumOffset])))
  }

  /// Reads the header of a whole frame, body included.
  ///
  /// Checks, in this order: that there is a header, magic, version, length (against the frame and the limit of the
  /// kind), checksum of the header. The body is not touched, and the kind may be unknown.
  package init(decoding frame: UnsafeRawBufferPointer) throws(FrameProblem) {
    guard frame.count >= Self.size else { throw .shortFrame(length: frame.count) }
    var reader = FieldReader(bytes: frame)
    let magic = reader.take(UInt32.self)
    guard magic == Self.magic else { throw .badMagic(found: magic) }
    self.init(fieldsFrom: &reader)
    guard version == Self.currentVersion else { throw .badVersion(found: version) }
    try checkLength(of: frame)
    reader.offset = Self.checksumOffset
    let found = reader.take(UInt32.self)
    let computed = Kernels.crc32c(UnsafeRawBufferPointer(rebasing: frame[..<Self.checksumOffset]))
    guard found == computed else { throw .badHeaderChecksum(found: found, computed: computed) }
  }

  private init(fieldsFrom reader: inout FieldReader) {
    version = reader.take(UInt16.self)
    kindCode = reader.take(UInt16.self)
    bodyLength = reader.take(UInt32.self)
    bodyChecksum = reader.take(UInt32.self)
    run = RunID(high: reader.take(UInt64.self).byteSwapped, low: reader.take(UInt64.self).byteSwapped)
    term = reader.take(UInt64.self)
    life = reader.take(UInt64.self)
    incarnation = reader.take(UInt64.self)
    session = reader.take(UInt64.self)
    sequence = reader.take(UInt64.self)
    view = reader.take(UInt64.self)
    step = reader.take(UInt64.self)
    attempt = reader.take(UInt32.self)
    nodeLevel = reader.take(UInt16.self)
    flags = Flags(rawValue: reader.take(UInt16.self))
    nodeIndex = reader.take(UInt32.self)
    chunk = reader.take(UInt32.self)
    chunks = reader.take(UInt32.self)
  }

  private func checkLength(of frame: UnsafeRawBufferPointer) throws(FrameProblem) {
    let found = frame.count - Self.size
    guard Int(bodyLength) == found else { throw .badLength(declared: Int(bodyLength), found: found) }
    let limit = kind?.bodyLimit ?? Kind.controlBodyLimit
    guard found <= limit else { throw .bodyTooLarge(kind: kindCode, length: found, limit: limit) }
  }
}

/// Puts little-endian numbers one behind the other.
private struct FieldWriter {
  let bytes: UnsafeMutableRawBufferPointer
  var offset = 0

  mutating func put<Field: FixedWidthInteger & BitwiseCopyable>(_ field: Field) {
    bytes.storeBytes(of: field.littleEndian, toByteOffset: offset, as: Field.self)
    offset += MemoryLayout<Field>.size
  }
}

/// Takes them in the same order; the caller has checked that a whole header is there.
private struct FieldReader {
  let bytes: UnsafeRawBufferPointer
  var offset = 0

  mutating func take<Field: FixedWidthInteger & BitwiseCopyable>(_: Field.Type) -> Field {
    defer { offset += MemoryLayout<Field>.size }
    return Field(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Field.self))
  }
}
