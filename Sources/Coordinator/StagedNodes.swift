import Reduction
import Training
import Wire
import ZeroMQ

/// Tree nodes that arrive in chunks, and the canonical sums that they go into once all their chunks are there.
///
/// A payload reaches a sum only whole and with every checksum right.
struct StagedNodes {
  /// One vector on its way in: who sends which node of which try of a step.
  struct Key: Hashable {
    var incarnation: UInt64
    var step: UInt64
    var attempt: UInt32
    var node: TreeNode
  }

  private struct Try: Hashable {
    var step: Int
    var attempt: Int
  }

  private let chunks: VectorChunks
  private var arriving: [Key: FrameVector.Arriving] = [:]
  private var sums: [Try: PartialSums<FrameVector>] = [:]

  init(vectorFloats: Int) {
    chunks = VectorChunks(floats: vectorFloats)
  }

  /// How many vectors are on their way in.
  var arrivingCount: Int { arriving.count }

  /// Takes a chunk whose checksum is right; gives the whole vector when it was the last one.
  ///
  /// Throws `FrameProblem.badChunk` when the chunk does not belong to a vector of this run.
  mutating func stage(_ frame: Frame, _ header: FrameHeader) throws(FrameProblem) -> FrameVector? {
    let key = Key(header)
    var vector = arriving.removeValue(forKey: key) ?? FrameVector.Arriving(chunks)
    if let whole = try vector.take(frame, header) { return whole }
    arriving[key] = vector
    return nil
  }

  /// Adds a whole node to the sum of its step.
  mutating func add(_ vector: FrameVector, _ header: FrameHeader, tree: ShardTree) {
    let key = Try(step: Int(header.step), attempt: Int(header.attempt))
    let sum = sums[key] ?? PartialSums(tree, recycle: { _ in })
    sums[key] = sum
    sum.add(TreeNode(level: Int(header.nodeLevel), index: Int(header.nodeIndex)), vector)
  }

  /// Takes the finished sum of a step out; nil when it is not complete.
  mutating func takeRoot(step: Int, attempt: Int) -> FrameVector? {
    sums.removeValue(forKey: Try(step: step, attempt: attempt))?.takeRoot()
  }

  mutating func discard(step: Int, attempt: Int) {
    sums[Try(step: step, attempt: attempt)] = nil
    drop { $0.step == UInt64(step) && $0.attempt == UInt32(attempt) }
  }

  mutating func forget(incarnation: UInt64) { drop { $0.incarnation == incarnation } }

  /// What a committed step left behind: a node that came twice.
  mutating func forget(through step: Int) {
    drop { $0.step <= UInt64(step) }
    for key in sums.keys where key.step <= step { sums[key] = nil }
  }

  private mutating func drop(where isOver: (Key) -> Bool) {
    for key in arriving.keys where isOver(key) { arriving[key] = nil }
  }
}

extension StagedNodes.Key {
  init(_ header: FrameHeader) {
    self.init(
      incarnation: header.incarnation, step: header.step, attempt: header.attempt,
      node: TreeNode(level: Int(header.nodeLevel), index: Int(header.nodeIndex)))
  }
}
