import Reduction
import Testing
import Wire

@testable import Worker

@Suite struct AverageStagingTests {
  private let floats = VectorChunks.floatsPerChunk + 3

  private func frame(chunk: Int, of vector: FlatBuffer, step: UInt64 = 1) -> [UInt8] {
    let chunks = VectorChunks(floats: vector.count)
    let header = FrameHeader(kind: .average, step: step, chunk: UInt32(chunk), chunks: UInt32(chunks.count))
    var bytes = [UInt8](repeating: 0, count: chunks.frameSize(of: chunk))
    bytes.withUnsafeMutableBytes { frame in
      _ = FrameCodec.writeChunk(
        UnsafeBufferPointer(rebasing: vector.buffer[chunks.range(of: chunk)]), header: header, into: frame)
    }
    return bytes
  }

  private func stage(_ frame: [UInt8], _ staging: inout AverageStaging, _ pool: FlatBufferPool) throws -> FlatBuffer? {
    try frame.withUnsafeBytes { try staging.stage($0, FrameCodec.header(of: $0), pool: pool) }
  }

  @Test("a vector leaves whole, in whichever order its chunks come")
  func whole() throws {
    let vector = FlatBuffer((0..<floats).map(Float.init))
    let pool = FlatBufferPool(count: floats)
    for order in [[0, 1], [1, 0], [0, 0, 1]] {
      var staging = AverageStaging()
      for chunk in order.dropLast() {
        #expect(try stage(frame(chunk: chunk, of: vector), &staging, pool) == nil)
      }
      let last = try #require(order.last)
      #expect(try stage(frame(chunk: last, of: vector), &staging, pool)?.scalars == vector.scalars)
    }
  }

  @Test("chunks of other steps are kept apart")
  func otherSteps() throws {
    let vector = FlatBuffer((0..<floats).map(Float.init))
    let pool = FlatBufferPool(count: floats)
    var staging = AverageStaging()
    #expect(try stage(frame(chunk: 0, of: vector, step: 1), &staging, pool) == nil)
    #expect(try stage(frame(chunk: 1, of: vector, step: 2), &staging, pool) == nil)
    #expect(try stage(frame(chunk: 1, of: vector, step: 1), &staging, pool) != nil)
  }

  @Test("a chunk of a vector of another length is refused before anything is written")
  func foreign() throws {
    let pool = FlatBufferPool(count: 10)
    var staging = AverageStaging()
    #expect(throws: FrameProblem.self) {
      try stage(frame(chunk: 0, of: FlatBuffer(count: floats)), &staging, pool)
    }
    #expect(pool.statistics.misses == 0)
  }
}
