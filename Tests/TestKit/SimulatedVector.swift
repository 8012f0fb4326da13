import Cluster
import Wire

/// Chunks of a toy vector: as many as the run's vector has, each with its share of the numbers.
enum SimulatedVector {
  static func frames(_ vector: [Int64], header: FrameHeader, _ chunks: VectorChunks) -> [SimulatedFrame] {
    (0..<chunks.count).map { index in
      var header = header
      header.chunk = UInt32(index)
      header.chunks = UInt32(chunks.count)
      header.bodyLength = UInt32(chunks.range(of: index).count * 4)
      return SimulatedFrame(header: header, payload: .numbers(vector[share(index, of: chunks.count, vector.count)]))
    }
  }

  private static func share(_ index: Int, of count: Int, _ length: Int) -> Range<Int> {
    (length * index / count)..<(length * (index + 1) / count)
  }
}

/// Where the chunks of one vector come together.
struct SimulatedStaging {
  private var chunks: [Int: ArraySlice<Int64>] = [:]

  /// Takes a chunk; gives the vector when all are there.
  mutating func add(_ header: FrameHeader, _ numbers: ArraySlice<Int64>) -> [Int64]? {
    chunks[Int(header.chunk)] = numbers
    guard chunks.count == Int(header.chunks) else { return nil }
    return (0..<chunks.count).flatMap { chunks[$0] ?? [] }
  }
}
