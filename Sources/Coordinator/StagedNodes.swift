import Reduction
import Wire

/// Tree nodes that arrive in chunks, and the canonical sums that they go into once all their chunks are there.
///
/// A payload reaches a sum only whole and with every checksum right; what is thrown away goes back to the pool.
struct StagedNodes {
  /// One vector on its way in: who sends which node of which try of a step.
  struct Key: Hashable {
    var incarnation: UInt64
    var step: UInt64
    var attempt: UInt32
    var node: TreeNode
  }

  private struct Partial {
    let buffer: FlatBuffer
    var arrived: [Bool]
    var missing: Int
  }

  private struct Try: Hashable {
    var step: Int
    var attempt: Int
  }

  let pool: FlatBufferPool
  private let chunks: VectorChunks
  private var partials: [Key: Partial] = [:]
  private var sums: [Try: PartialSums] = [:]

  init(vectorFloats: Int) {
    pool = FlatBufferPool(count: vectorFloats)
    chunks = VectorChunks(floats: vectorFloats)
  }

  /// Copies a chunk whose checksum is right; gives the whole vector's buffer when it was the last one.
  ///
  /// Throws `FrameProblem.badChunk` when the chunk does not belong to a vector of this run.
  mutating func stage(_ frame: UnsafeRawBufferPointer, _ header: FrameHeader) throws(FrameProblem) -> FlatBuffer? {
    let range = try chunks.range(claimedBy: header)
    let key = Key(header)
    var partial =
      partials.removeValue(forKey: key)
      ?? Partial(
        buffer: pool.take(), arrived: [Bool](repeating: false, count: chunks.count), missing: chunks.count)
    let target = UnsafeMutableRawBufferPointer(
      rebasing: partial.buffer.bytes[range.lowerBound * 4..<range.upperBound * 4])
    target.copyMemory(from: FrameCodec.body(of: frame))
    let chunk = Int(header.chunk)
    if !partial.arrived[chunk] {
      partial.arrived[chunk] = true
      partial.missing -= 1
    }
    if partial.missing == 0 { return partial.buffer }
    partials[key] = partial
    return nil
  }

  /// Adds a whole node to the sum of its step.
  mutating func add(_ buffer: FlatBuffer, _ header: FrameHeader, tree: ShardTree) {
    let key = Try(step: Int(header.step), attempt: Int(header.attempt))
    let sum = sums[key] ?? PartialSums(tree, pool: pool)
    sums[key] = sum
    sum.add(TreeNode(level: Int(header.nodeLevel), index: Int(header.nodeIndex)), buffer)
  }

  /// Takes the finished sum of a step out; nil when it is not complete.
  mutating func takeRoot(step: Int, attempt: Int) -> FlatBuffer? {
    sums.removeValue(forKey: Try(step: step, attempt: attempt))?.takeRoot()
  }

  func giveBack(_ buffer: FlatBuffer) { pool.giveBack(buffer) }

  mutating func discard(step: Int, attempt: Int) {
    sums.removeValue(forKey: Try(step: step, attempt: attempt))?.removeAll()
    drop { $0.step == UInt64(step) && $0.attempt == UInt32(attempt) }
  }

  mutating func forget(incarnation: UInt64) { drop { $0.incarnation == incarnation } }

  /// What a committed step left behind: a node that came twice.
  mutating func forget(through step: Int) {
    drop { $0.step <= UInt64(step) }
    for key in sums.keys where key.step <= step { sums.removeValue(forKey: key)?.removeAll() }
  }

  private mutating func drop(where isOver: (Key) -> Bool) {
    for key in partials.keys where isOver(key) { partials.removeValue(forKey: key).map { pool.giveBack($0.buffer) } }
  }
}

extension StagedNodes.Key {
  init(_ header: FrameHeader) {
    self.init(
      incarnation: header.incarnation, step: header.step, attempt: header.attempt,
      node: TreeNode(level: Int(header.nodeLevel), index: Int(header.nodeIndex)))
  }
}
