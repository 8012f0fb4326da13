import Testing
import Wire
import ZeroMQ

@testable import Coordinator

@Suite struct ReplicaFetchTests {
  /// What became of a replica of three numbers and step 2 that a worker sent with these figures.
  private func fetched(updates: Int, _ epoch: ReplicaFigures) throws -> String? {
    var fetch = ReplicaFetch(step: 2, incarnation: 7, floats: 3)
    fetch.take(SnapshotState(floats: 3, updates: updates, epoch: epoch, digest: "ab"))
    let header = FrameHeader(kind: .snapshot, incarnation: 7, step: 2, chunks: 1)
    let frame = Frame(size: FrameHeader.size + 12)
    [Float](repeating: 1, count: 3).withUnsafeBufferPointer {
      FrameCodec.writeChunk($0, header: header, into: frame.mutableBytes)
    }
    #expect(try fetch.take(frame, FrameCodec.header(of: frame.bytes)) == 1)
    return try #require(fetch.fetched).digest
  }

  @Test("a replica whose figures cannot be has no digest that it could be taken for")
  func impossible() throws {
    #expect(try fetched(updates: 2, ReplicaFigures(samples: 2, correct: 1)) == "ab")
    #expect(try fetched(updates: 3, ReplicaFigures()) == nil)
    #expect(try fetched(updates: -1, ReplicaFigures()) == nil)
    #expect(try fetched(updates: 0, ReplicaFigures(samples: 1, correct: 2)) == nil)
  }
}
