import Cluster
import Reduction
import Training
import Wire

/// Compares nodes that one worker computed with the same nodes of another, by their digests: nodes themselves are added in place.
struct NodeAudits {
  fileprivate struct Watch {
    let audit: Audit
    var original: [TreeNode: String] = [:]
    var again: [UInt64: [TreeNode: String]] = [:]
  }

  private var watches: [Watch] = []

  mutating func watch(_ audit: Audit) { watches.append(Watch(audit: audit)) }

  /// Looks at a node that is about to be added.
  mutating func note(_ vector: FrameVector, _ header: FrameHeader) -> [CoordinatorEvent] {
    update(header) { watch in
      guard watch.audit.incarnation == header.incarnation else { return }
      watch.original[header.node] = vector.digest
    }
  }

  /// Looks at a node that was computed for an audit.
  mutating func noteAudited(_ vector: FrameVector, _ header: FrameHeader) -> [CoordinatorEvent] {
    update(header) { watch in
      guard watch.audit.incarnation != header.incarnation || watch.original[header.node] != nil else { return }
      watch.again[header.incarnation, default: [:]][header.node] = vector.digest
    }
  }

  mutating func forget(through step: Int) { watches.removeAll { $0.audit.step <= step } }

  private mutating func update(_ header: FrameHeader, _ note: (inout Watch) -> Void) -> [CoordinatorEvent] {
    var events: [CoordinatorEvent] = []
    for index in watches.indices where watches[index].isAbout(header) {
      note(&watches[index])
      events += watches[index].takeVerdicts()
    }
    return events
  }
}

extension NodeAudits.Watch {
  fileprivate func isAbout(_ header: FrameHeader) -> Bool {
    header.step == UInt64(audit.step) && header.attempt == UInt32(audit.attempt) && audit.nodes.contains(header.node)
  }

  /// Of those that have computed everything again.
  fileprivate mutating func takeVerdicts() -> [CoordinatorEvent] {
    guard audit.nodes.allSatisfy({ original[$0] != nil }) else { return [] }
    let whole = again.filter { nodes in audit.nodes.allSatisfy { nodes.value[$0] != nil } }
    for incarnation in whole.keys { again[incarnation] = nil }
    return whole.sorted { $0.key < $1.key }.map { incarnation, nodes in
      .audited(step: audit.step, by: incarnation, same: audit.nodes.allSatisfy { nodes[$0] == original[$0] })
    }
  }
}

extension FrameHeader {
  fileprivate var node: TreeNode { TreeNode(level: Int(nodeLevel), index: Int(nodeIndex)) }
}
