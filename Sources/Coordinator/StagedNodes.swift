import Reduction
import Training
import Wire
import ZeroMQ

/// Tree nodes that arrive in chunks, and the canonical sums that they go into once all their chunks are there.
///
/// A payload reaches a sum only whole and with every checksum right.
struct StagedNodes {
  /// One vector on its way in: which node of which try of a step, and whether it was computed for an audit.
  fileprivate struct Key: Equatable {
    var step: UInt64
    var attempt: UInt32
    var node: TreeNode
    var isAudited: Bool
  }

  private struct Arrival {
    let key: Key
    var vector: FrameVector.Arriving
  }

  private struct Try: Hashable {
    var step: Int
    var attempt: Int
  }

  /// So many vectors of one worker are kept before they are whole: it sends one after the other, so that one is on its way, and of one
  /// before it a chunk may have been lost. A worker that begins ever new ones fills no memory.
  static let mostArriving = 2

  private let chunks: VectorChunks
  /// Of each incarnation, the one that a chunk came for last at the end.
  private var arriving: [UInt64: [Arrival]] = [:]
  private var sums: [Try: PartialSums<FrameVector>] = [:]

  init(vectorFloats: Int) {
    chunks = VectorChunks(floats: vectorFloats)
  }

  /// How many vectors are on their way in.
  var arrivingCount: Int { arriving.values.reduce(0) { $0 + $1.count } }

  /// Takes a chunk whose checksum is right; gives the whole vector when it was the last one.
  ///
  /// Throws `FrameProblem.badChunk` when the chunk does not belong to a vector of this run.
  mutating func stage(_ frame: Frame, _ header: FrameHeader) throws(FrameProblem) -> FrameVector? {
    let key = Key(header)
    var arrivals = arriving.removeValue(forKey: header.incarnation) ?? []
    defer { if !arrivals.isEmpty { arriving[header.incarnation] = arrivals } }
    let place = arrivals.firstIndex { $0.key == key }
    var vector = place.map { arrivals.remove(at: $0).vector } ?? FrameVector.Arriving(chunks)
    if let whole = try vector.take(frame, header) { return whole }
    if arrivals.count == Self.mostArriving { arrivals.removeFirst() }
    arrivals.append(Arrival(key: key, vector: vector))
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

  mutating func forget(incarnation: UInt64) { arriving[incarnation] = nil }

  /// What a committed step left behind: a node that came twice.
  mutating func forget(through step: Int) {
    drop { $0.step <= UInt64(step) }
    for key in sums.keys where key.step <= step { sums[key] = nil }
  }

  private mutating func drop(where isOver: (Key) -> Bool) {
    for (incarnation, arrivals) in arriving where arrivals.contains(where: { isOver($0.key) }) {
      let rest = arrivals.filter { !isOver($0.key) }
      arriving[incarnation] = rest.isEmpty ? nil : rest
    }
  }
}

extension StagedNodes.Key {
  fileprivate init(_ header: FrameHeader) {
    self.init(
      step: header.step, attempt: header.attempt,
      node: TreeNode(level: Int(header.nodeLevel), index: Int(header.nodeIndex)), isAudited: header.kind == .audited)
  }
}
