import Reduction
import Testing
import Training
import Wire
import ZeroMQ

@testable import Coordinator

@Suite struct StagedNodesTests {
  private let floats = VectorChunks.floatsPerChunk + 3
  private let tree = ShardTree(leaves: 2)

  /// The frame of one chunk of a leaf whose numbers are all alike.
  private func frame(leaf: Int, chunk: Int, value: Float, incarnation: UInt64 = 1, attempt: UInt32 = 0) -> Frame {
    let chunks = VectorChunks(floats: floats)
    let header = FrameHeader(
      kind: .node, incarnation: incarnation, step: 1, attempt: attempt, nodeIndex: UInt32(leaf), chunk: UInt32(chunk),
      chunks: UInt32(chunks.count))
    let frame = Frame(size: chunks.frameSize(of: chunk))
    let numbers = [Float](repeating: value, count: chunks.range(of: chunk).count)
    numbers.withUnsafeBufferPointer { FrameCodec.writeChunk($0, header: header, into: frame.mutableBytes) }
    return frame
  }

  /// Stages a frame, and adds the node when it is whole.
  private func stage(_ frame: Frame, _ staged: inout StagedNodes) throws -> Bool {
    let header = try FrameCodec.header(of: frame.bytes)
    guard let vector = try staged.stage(frame, header) else { return false }
    staged.add(vector, header, tree: tree)
    return true
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

  @Test("a worker that begins ever new vectors keeps a few, those that chunks came for last")
  func endless() throws {
    var staged = StagedNodes(vectorFloats: floats)
    _ = try stage(frame(leaf: 0, chunk: 0, value: 1, incarnation: 2), &staged)
    for leaf in 0..<1000 {
      _ = try stage(frame(leaf: leaf, chunk: 0, value: 1), &staged)
      #expect(staged.arrivingCount <= 1 + StagedNodes.mostArriving)
    }
    let rest = [(999, 1, true), (0, 1, false), (0, 2, true)].map { leaf, incarnation, isWhole in
      (frame(leaf: leaf, chunk: 1, value: 1, incarnation: UInt64(incarnation)), isWhole)
    }
    for (frame, isWhole) in rest {
      let vector = try staged.stage(frame, FrameCodec.header(of: frame.bytes))
      #expect((vector != nil) == isWhole)
    }
  }

  @Test("a lost chunk costs its vector alone, and the one that is sent again is whole")
  func lostChunk() throws {
    var staged = StagedNodes(vectorFloats: floats)
    let arrivals = [(0, 0, false), (1, 0, false), (1, 1, true), (0, 0, false), (0, 1, true)]
    for (leaf, chunk, isLast) in arrivals {
      let isWhole = try stage(frame(leaf: leaf, chunk: chunk, value: 1), &staged)
      #expect(isWhole == isLast)
    }
    #expect(staged.arrivingCount == 0)
  }

  @Test("what is thrown away is forgotten")
  func thrownAway() throws {
    var staged = StagedNodes(vectorFloats: floats)
    _ = try stage(frame(leaf: 0, chunk: 0, value: 1, incarnation: 1), &staged)
    _ = try stage(frame(leaf: 1, chunk: 0, value: 1, incarnation: 2), &staged)
    staged.forget(incarnation: 1)
    staged.discard(step: 1, attempt: 0)
    #expect(staged.arrivingCount == 0)
  }

  @Test("a chunk of another vector is refused")
  func foreign() throws {
    var staged = StagedNodes(vectorFloats: 10)
    #expect(throws: FrameProblem.self) { try stage(frame(leaf: 0, chunk: 0, value: 1), &staged) }
    #expect(staged.arrivingCount == 0)
  }
}
