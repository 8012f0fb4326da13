import Testing

@testable import Wire

@Suite struct FrameCodecTests {
  static func decode(_ frame: [UInt8]) throws(FrameProblem) -> Message {
    try unsafe(frame) { bytes throws(FrameProblem) in
      try FrameCodec.message(of: bytes, header: try FrameCodec.header(of: bytes))
    }
  }

  @Test("every message comes back as it was", arguments: Samples.messages)
  func roundTrip(message: Message) throws {
    let frame = try FrameCodec.encode(message, header: Samples.header(message.kind))
    #expect(try Self.decode(frame) == message)
    #expect(try FrameHeaderTests.decode(frame).kind == message.kind)
  }

  @Test("a frame written into given memory has the same bytes", arguments: Samples.messages)
  func givenMemory(message: Message) throws {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 70_000, alignment: 8)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: 0xee)
    var size = 0
    try FrameCodec.encode(message, header: Samples.header(message.kind)) {
      size = $0
      return UnsafeMutableRawBufferPointer(rebasing: memory[..<$0])
    }
    #expect(Array(memory[..<size]) == (try FrameCodec.encode(message, header: Samples.header(message.kind))))
  }

  @Test("a settings text over the limit is an error when it is sent")
  func tooLarge() {
    let welcome = Welcome(
      name: "a", runName: "b", settings: String(repeating: "x", count: 70_000), dataFiles: [], members: 0)
    let found = problem { () throws(FrameProblem) in
      _ = try FrameCodec.encode(.welcome(welcome), header: Samples.header(.welcome))
    }
    #expect(found?.reason == "length")
  }

  @Test("the kind decides before the checksum of the body")
  func vectorIsNoMessage() {
    var frame = FrameHeaderTests.frame()
    frame[FrameHeader.size] ^= 1
    let found = problem { () throws(FrameProblem) in _ = try Self.decode(frame) }
    #expect(found == .unknownKind(20))
  }

  @Test("a chunk's floats come back, at any alignment", arguments: [0, 1, 2, 3, 4, 8])
  func vectors(misalignment: Int) throws {
    let floats = (0..<1000).map { Float($0) * 0.25 - 7 }
    let size = FrameHeader.size + floats.count * 4
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size + 8, alignment: 64)
    defer { memory.deallocate() }
    let frame = UnsafeMutableRawBufferPointer(rebasing: memory[misalignment..<(misalignment + size)])
    floats.withUnsafeBufferPointer {
      FrameCodec.writeChunk($0, header: Samples.header(.average), into: frame)
    }
    let bytes = UnsafeRawBufferPointer(frame)
    let header = try FrameCodec.header(of: bytes)
    try FrameCodec.verifyBody(of: bytes, header: header)
    let body = FrameCodec.body(of: bytes)
    #expect((0..<floats.count).map { body.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) } == floats)
  }

  @Test("100,000 random mutations end in a message or in a problem")
  func mutations() throws {
    var random = SplitMix(state: 7)
    let frames = try Samples.messages.map { try FrameCodec.encode($0, header: Samples.header($0.kind)) }
    var reasons: [String: Int] = [:]
    for _ in 0..<25_000 {
      let frame = frames[Int(random.next() % UInt64(frames.count))]
      for mutated in [
        random.flip(frame), random.cut(frame), random.resealed(random.flipBody(frame)),
        random.resealed(random.spliceBody(frame)),
      ] {
        let found = problem { () throws(FrameProblem) in _ = try Self.decode(mutated) }
        reasons[found?.reason ?? "none", default: 0] += 1
      }
    }
    #expect(reasons["body", default: 0] > 10_000)
    #expect(reasons["header_checksum", default: 0] > 1000)
    #expect(reasons["none", default: 0] > 100)
  }
}

/// Small and the same on every host; mutates frames.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  private mutating func index(_ range: Range<Int>) -> Int {
    range.isEmpty ? range.lowerBound : range.lowerBound + Int(next() % UInt64(range.count))
  }

  mutating func flip(_ frame: [UInt8]) -> [UInt8] {
    var frame = frame
    for _ in 0..<index(1..<5) { frame[index(0..<frame.count)] ^= 1 << UInt8(next() % 8) }
    return frame
  }

  mutating func flipBody(_ frame: [UInt8]) -> [UInt8] {
    var frame = frame
    for _ in 0..<index(1..<4) { frame[index(FrameHeader.size..<frame.count)] ^= 1 << UInt8(next() % 8) }
    return frame
  }

  mutating func cut(_ frame: [UInt8]) -> [UInt8] { Array(frame[..<index(0..<frame.count)]) }

  /// Puts pieces that parsers stumble over somewhere into the body.
  mutating func spliceBody(_ frame: [UInt8]) -> [UInt8] {
    let pieces = [
      "[", "{", "\"", "-", "1e999", "9223372036854775808", "-9223372036854775808", "\\ud800", "null", "[[9,1]]",
      "\u{0}", "\u{feff}", "[[[[[[[[[[", "{\"a\":", "0.5", "\"7ff8\"", ",", "true",
    ]
    var frame = frame
    let at = index(FrameHeader.size..<frame.count)
    let end = min(frame.count, at + index(0..<6))
    frame.replaceSubrange(at..<end, with: Array(pieces[index(0..<pieces.count)].utf8))
    return frame
  }

  /// With a header that fits the body again and, now and then, another kind.
  mutating func resealed(_ frame: [UInt8]) -> [UInt8] {
    var frame = frame
    var header = FrameHeader(kind: .hello)
    header.kindCode = next() % 4 == 0 ? UInt16(next() % 16) : UInt16(frame[6])
    frame.withUnsafeMutableBytes { FrameCodec.seal($0, header: header) }
    return frame
  }
}
