import Testing

@testable import Wire

@Suite struct FrameHeaderTests {
  /// The frame of a node with a body of the three bytes 1, 2, 3.
  static func frame() -> [UInt8] {
    var frame = [UInt8](repeating: 0xee, count: FrameHeader.size) + [1, 2, 3]
    frame.withUnsafeMutableBytes { FrameCodec.seal($0, header: Samples.header(.node)) }
    return frame
  }

  static func decode(_ frame: [UInt8]) throws(FrameProblem) -> FrameHeader {
    try unsafe(frame) { bytes throws(FrameProblem) in try FrameHeader(decoding: bytes) }
  }

  @Test("each field lies where the table says, little-endian")
  func bytes() {
    let frame = Self.frame()
    let expected: [(offset: Int, bytes: [UInt8])] = [
      (0, [0x6d, 0x67, 0x64, 0x01]), (4, [1, 0]), (6, [20, 0]), (8, [3, 0, 0, 0]), (12, [0x1e, 0xf2, 0x30, 0xf1]),
      (16, Array(1...16)), (32, [0x21, 0, 0, 0, 0, 0, 0, 0]), (40, [0x22, 0x22, 0x02, 0, 0, 0, 0, 0]),
      (48, [0x23, 0, 0, 0, 0, 0, 0, 0]), (56, [0x24, 0, 0, 0, 0, 0, 0, 0]), (64, [0x25, 0, 0, 0, 0, 0, 0, 0]),
      (72, [0x26, 0, 0, 0, 0, 0, 0, 0]), (80, [0x27, 0, 0, 0, 0, 0, 0, 0]), (88, [0x28, 0, 0, 0]), (92, [0x29, 0]),
      (94, [1, 0]), (96, [0x2a, 0, 0, 0]), (100, [0x2b, 0, 0, 0]), (104, [0x2c, 0, 0, 0]),
      (108, [UInt8](repeating: 0, count: 16)), (128, [1, 2, 3]),
    ]
    for (offset, bytes) in expected {
      #expect(Array(frame[offset..<(offset + bytes.count)]) == bytes, "offset \(offset)")
    }
  }

  @Test("what is written is read")
  func roundTrip() throws {
    let header = try Self.decode(Self.frame())
    var expected = Samples.header(.node)
    expected.bodyLength = 3
    expected.bodyChecksum = header.bodyChecksum
    #expect(header == expected)
    #expect(header.kind == .node)
  }

  @Test("one flipped bit anywhere in the header is noticed")
  func flippedBits() {
    let frame = Self.frame()
    for bit in 0..<(FrameHeader.size * 8) {
      var damaged = frame
      damaged[bit / 8] ^= 1 << (bit % 8)
      let reason = problem { () throws(FrameProblem) in _ = try Self.decode(damaged) }?.reason
      let expected: String? =
        switch bit / 8 {
        case 0..<4: "magic"
        case 4..<6: "version"
        case 8..<12: "length"
        default: "header_checksum"
        }
      #expect(reason == expected, "bit \(bit)")
    }
  }

  @Test("one flipped bit anywhere in the body is noticed")
  func flippedBody() throws {
    let frame = Self.frame()
    for bit in (FrameHeader.size * 8)..<(frame.count * 8) {
      var damaged = frame
      damaged[bit / 8] ^= 1 << (bit % 8)
      let header = try Self.decode(damaged)
      let found = problem { () throws(FrameProblem) in
        try unsafe(damaged) { bytes throws(FrameProblem) in try FrameCodec.verifyBody(of: bytes, header: header) }
      }
      #expect(found?.reason == "body_checksum", "bit \(bit)")
    }
  }

  @Test("a frame cut at any length, or longer than it says, is refused")
  func lengths() {
    let frame = Self.frame()
    for length in 0..<frame.count {
      let found = problem { () throws(FrameProblem) in _ = try Self.decode(Array(frame[..<length])) }
      #expect(found?.reason == (length < FrameHeader.size ? "short" : "length"), "length \(length)")
    }
    let longer = problem { () throws(FrameProblem) in _ = try Self.decode(frame + [0]) }
    #expect(longer == .badLength(declared: 3, found: 4))
  }

  @Test("another version is told, whatever the rest says")
  func otherVersion() {
    var frame = Self.frame()
    frame[4] = 2
    frame[100] = 77
    let found = problem { () throws(FrameProblem) in _ = try Self.decode(frame) }
    #expect(found == .badVersion(found: 2))
  }

  @Test(
    "a body over the limit of its kind is refused",
    arguments: [
      (Kind.heartbeat.rawValue, 65_536, true), (Kind.heartbeat.rawValue, 65_537, false),
      (Kind.node.rawValue, 262_144, true), (Kind.average.rawValue, 262_145, false), (999, 65_536, true),
      (999, 65_537, false),
    ])
  func limits(kind: UInt16, length: Int, isTaken: Bool) {
    var header = Samples.header(.node)
    header.kindCode = kind
    header.bodyLength = UInt32(length)
    var frame = [UInt8](repeating: 0, count: FrameHeader.size + length)
    frame.withUnsafeMutableBytes { header.encode(into: $0) }
    let found = problem { () throws(FrameProblem) in _ = try Self.decode(frame) }
    #expect(found == (isTaken ? nil : .bodyTooLarge(kind: kind, length: length, limit: length - 1)))
  }

  @Test("a frame of unknown kind still has a header")
  func unknownKind() throws {
    var header = Samples.header(.node)
    header.kindCode = 4242
    var frame = [UInt8](repeating: 0, count: FrameHeader.size)
    frame.withUnsafeMutableBytes { FrameCodec.seal($0, header: header) }
    let decoded = try Self.decode(frame)
    #expect(decoded.kind == nil)
    #expect(decoded.kindCode == 4242)
  }
}
