import Reduction
import Testing
import Wire

@testable import Coordinator

@Suite struct StagedNodesTests {
  private let floats = VectorChunks.floatsPerChunk + 3
  private let tree = ShardTree(leaves: 2)

  /// The frame of one chunk of a leaf whose numbers are all alike.
  private func frame(leaf: Int, chunk: Int, value: Float, incarnation: UInt64 = 1, attempt: UInt32 = 0) -> [UInt8] {
    let chunks = VectorChunks(floats: floats)
    let header = FrameHeader(
      kind: .node, incarnation: incarnation, step: 1, attempt: attempt, nodeIndex: UInt32(leaf), chunk: UInt32(chunk),
      chunks: UInt32(chunks.count))
    var bytes = [UInt8](repeating: 0, count: chunks.frameSize(of: chunk))
    let numbers = [Float](repeating: value, count: chunks.range(of: chunk).count)
    bytes.withUnsafeMutableBytes { frame in
      _ = numbers.withUnsafeBufferPointer { FrameCodec.writeChunk($0, header: header, into: frame) }
    }
    return bytes
  }

  /// Stages a frame, and adds the node when it is whole.
  private func stage(_ frame: [UInt8], _ staged: inout StagedNodes) throws -> Bool {
    try frame.withUnsafeBytes { bytes in
      let header = try FrameCodec.header(of: bytes)
      guard let buffer = try staged.stage(bytes, header) else { return false }
      staged.add(buffer, header, tree: tree)
      return true
    }
  }

  @Test("the sum is there when all chunks of all nodes are, in any order")
  func sum() throws {
    var staged = StagedNodes(vectorFloats: floats)
    let arrivals = [(0, 1, false), (1, 0, false), (0, 0, true), (1, 0, false), (1, 1, true)]
    for (leaf, chunk, isLast) in arrivals {
      let isWhole = try stage(frame(leaf: leaf, chunk: chunk, value: Float(leaf + 1)), &staged)
      #expect(isWhole == isLast, "leaf \(leaf), chunk \(chunk)")
    }
    let root = staged.takeRoot(step: 1, attempt: 0)
    #expect(root?.scalars == [Float](repeating: 3, count: floats))
    let again = staged.takeRoot(step: 1, attempt: 0)
    #expect(again == nil)
  }

  @Test("chunks of two workers, or of two tries, never make one vector")
  func apart() throws {
    var staged = StagedNodes(vectorFloats: floats)
    let frames = [
      frame(leaf: 0, chunk: 0, value: 1, incarnation: 1), frame(leaf: 0, chunk: 1, value: 1, incarnation: 2),
      frame(leaf: 0, chunk: 1, value: 1, attempt: 1),
    ]
    for frame in frames {
      let isWhole = try stage(frame, &staged)
      #expect(!isWhole)
    }
  }

  @Test("what is thrown away goes back to the pool")
  func thrownAway() throws {
    var staged = StagedNodes(vectorFloats: floats)
    _ = try stage(frame(leaf: 0, chunk: 0, value: 1, incarnation: 1), &staged)
    _ = try stage(frame(leaf: 1, chunk: 0, value: 1, incarnation: 2), &staged)
    staged.forget(incarnation: 1)
    staged.discard(step: 1, attempt: 0)
    let misses = staged.pool.statistics.misses
    let (one, two) = (staged.pool.take(), staged.pool.take())
    #expect(one !== two)
    #expect(staged.pool.statistics.misses == misses)
  }

  @Test("a chunk of another vector is refused before memory is taken")
  func foreign() throws {
    var staged = StagedNodes(vectorFloats: 10)
    #expect(throws: FrameProblem.self) { try stage(frame(leaf: 0, chunk: 0, value: 1), &staged) }
    #expect(staged.pool.statistics.misses == 0)
  }
}
