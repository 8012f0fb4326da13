import Reduction
import Testing
import Training
import Wire
import ZeroMQ

@testable import Worker

@Suite struct AverageStagingTests {
  private let floats = VectorChunks.floatsPerChunk + 3

  private func frame(chunk: Int, of vector: FlatBuffer, step: UInt64 = 1) -> Frame {
    let chunks = VectorChunks(floats: vector.count)
    let header = FrameHeader(kind: .average, step: step, chunk: UInt32(chunk), chunks: UInt32(chunks.count))
    let frame = Frame(size: chunks.frameSize(of: chunk))
    FrameCodec.writeChunk(
      UnsafeBufferPointer(rebasing: vector.buffer[chunks.range(of: chunk)]), header: header, into: frame.mutableBytes)
    return frame
  }

  private func stage(_ frame: Frame, _ staging: inout AverageStaging, floats: Int) throws -> FrameVector? {
    try staging.stage(frame, FrameCodec.header(of: frame.bytes), chunks: VectorChunks(floats: floats))
  }

  @Test("a vector leaves whole, in whichever order its chunks come")
  func whole() throws {
    let vector = FlatBuffer((0..<floats).map(Float.init))
    for order in [[0, 1], [1, 0], [0, 0, 1]] {
      var staging = AverageStaging()
      for chunk in order.dropLast() {
        #expect(try stage(frame(chunk: chunk, of: vector), &staging, floats: floats) == nil)
      }
      let last = try #require(order.last)
      #expect(
        try stage(frame(chunk: last, of: vector), &staging, floats: floats)?.scalars == vector.scalars)
    }
  }

  @Test("chunks of other steps are kept apart")
  func otherSteps() throws {
    let vector = FlatBuffer((0..<floats).map(Float.init))
    var staging = AverageStaging()
    #expect(try stage(frame(chunk: 0, of: vector, step: 1), &staging, floats: floats) == nil)
    #expect(try stage(frame(chunk: 1, of: vector, step: 2), &staging, floats: floats) == nil)
    #expect(try stage(frame(chunk: 1, of: vector, step: 1), &staging, floats: floats) != nil)
  }

  @Test("a chunk of a vector of another length is refused before anything is written")
  func foreign() throws {
    var staging = AverageStaging()
    #expect(throws: FrameProblem.self) {
      try stage(frame(chunk: 0, of: FlatBuffer(count: floats)), &staging, floats: 10)
    }
  }
}
