import Cluster
import Wire

/// A copy of a replica on its way to one peer, never more than a window of chunks ahead of what has arrived.
package struct SnapshotSending: Sendable {
  package let copy: ReplicaCopy
  /// The header of its frames.
  package let header: FrameHeader
  package let chunks: VectorChunks
  private var next = 0
  private var received = 0

  package init(_ copy: ReplicaCopy, header: FrameHeader) {
    self.copy = copy
    self.header = header
    chunks = VectorChunks(floats: copy.numbers.count)
  }

  /// So many chunks have arrived.
  package mutating func acknowledge(_ count: Int) { received = max(received, min(count, chunks.count)) }

  package var isComplete: Bool { received == chunks.count }

  /// The chunks that may be sent now; each is given once.
  package mutating func due() -> Range<Int> {
    let end = min(chunks.count, received + CoordinatorDirective.snapshotWindow)
    defer { next = max(next, end) }
    return next..<max(next, end)
  }
}
