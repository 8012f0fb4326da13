import Testing
import Wire

@Suite struct VectorChunksTests {
  @Test(
    "a vector is cut into whole chunks and a rest",
    arguments: [(0, 0, 0), (1, 1, 1), (65_535, 1, 65_535), (65_536, 1, 65_536), (65_537, 2, 1), (109_389, 2, 43_853)])
  func cut(floats: Int, chunks: Int, last: Int) {
    let vector = VectorChunks(floats: floats)
    #expect(vector.count == chunks)
    let ranges = (0..<chunks).map(vector.range(of:))
    #expect(ranges.flatMap { $0 } == Array(0..<floats))
    #expect((ranges.last?.count ?? 0) == last)
  }

  @Test(
    "a header that claims another cut is refused",
    arguments: [
      (0, 2, 262_144, true), (1, 2, 4, true), (1, 2, 8, false), (0, 2, 4, false), (2, 2, 4, false),
      (0, 3, 262_144, false), (Int(UInt32.max), 2, 4, false),
    ])
  func claims(chunk: Int, chunks: Int, length: Int, isTaken: Bool) {
    var header = FrameHeader(kind: .node, chunk: UInt32(chunk), chunks: UInt32(chunks))
    header.bodyLength = UInt32(length)
    let found = problem { () throws(FrameProblem) in _ = try VectorChunks(floats: 65_537).range(claimedBy: header) }
    #expect(found?.reason == (isTaken ? nil : "chunk"))
  }

  @Test("the largest frame is header and a whole chunk")
  func largestFrame() {
    #expect(VectorChunks(floats: 65_536).frameSize(of: 0) == 262_272)
  }
}
