import Reduction
import Wire

/// How far a member has come with sending its nodes of a step: what it sends again is no progress.
struct Delivery: Equatable, Sendable {
  private var step: UInt64 = 0
  private var attempt: UInt32 = 0
  /// How many chunks of a node came, as far as they came in order.
  private var chunks: [TreeNode: UInt32] = [:]

  /// Whether a chunk lies behind all that came of its node before.
  mutating func goesOn(with header: FrameHeader) -> Bool {
    if (step, attempt) != (header.step, header.attempt) {
      (step, attempt, chunks) = (header.step, header.attempt, [:])
    }
    guard header.chunk >= chunks[header.node] ?? 0 else { return false }
    chunks[header.node] = header.chunk + 1
    return true
  }
}
