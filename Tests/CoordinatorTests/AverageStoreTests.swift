import Reduction
import Testing
import Training
import Wire
import ZeroMQ

@testable import Coordinator

@Suite struct AverageStoreTests {
  /// A vector of one number, as it arrived from a worker.
  private func vector(_ number: Float, step: UInt64) throws -> FrameVector {
    let chunks = VectorChunks(floats: 1)
    let header = FrameHeader(kind: .node, incarnation: 7, session: 1, sequence: 9, step: step, chunks: 1)
    let frame = Frame(chunk: 0, of: chunks, FlatBuffer([number]), header)
    var arriving = FrameVector.Arriving(chunks)
    return try #require(try arriving.take(frame, FrameCodec.header(of: frame.bytes)))
  }

  @Test("the last averages are kept, and sent under the header of an average")
  func window() throws {
    var store = AverageStore(window: 2)
    for step in 1...3 {
      store.keep(
        try vector(Float(step), step: UInt64(step)), ofStep: step,
        header: FrameHeader(kind: .average, step: UInt64(step)))
    }
    #expect(store.frames(ofStep: 1).isEmpty)
    for step in 2...3 {
      let frames = store.frames(ofStep: step)
      let header = try FrameCodec.header(of: try #require(frames.first).bytes)
      #expect(frames.count == 1 && header.kind == .average && header.step == UInt64(step) && header.incarnation == 0)
      try FrameCodec.verifyBody(of: frames[0].bytes, header: header)
    }
  }
}
