import Cluster
import Dispatch
import Reduction
import Training
import Wire
import ZeroMQ

/// The coordinator's numbers: stages nodes, finishes the canonical sum, averages it, and applies it to the coordinator's replica.
///
/// Belongs to the socket thread; only what reads or changes the whole of a large replica runs on a queue of its own, because it is
/// the one part that nobody waits for.
struct Reducer {
  let replica: Replica
  private let layout: VectorLayout
  private let plan: TrainingPlan
  private let updates = DispatchQueue(label: "mgd.updates")
  private var staged: StagedNodes
  private var averages: AverageStore
  private var roots: [Int: FrameVector] = [:]
  /// The step whose nodes another worker computes again.
  private var audit: Audit?

  init(layout: VectorLayout, plan: TrainingPlan, replica: Replica, window: Int) {
    self.layout = layout
    self.plan = plan
    self.replica = replica
    staged = StagedNodes(vectorFloats: layout.count)
    averages = AverageStore(window: window)
  }

  /// Takes a chunk of a node whose checksum is right; gives what its last chunk means.
  mutating func stage(_ frame: Frame, _ header: FrameHeader, from peer: PeerID) throws(FrameProblem)
    -> [CoordinatorEvent]
  {
    guard let vector = try staged.stage(frame, header) else { return [] }
    guard header.kind != .audited else { return [.auditedNodeStaged(from: peer, header, digest: vector.hash)] }
    guard !header.flags.contains(.notFinite) else {
      return [.badNodeStaged(from: peer, header, digest: vector.hash)]
    }
    // Nodes are added in place: afterwards there is nothing to compare.
    let digest = audit?.isAbout(header) == true ? vector.hash : nil
    staged.add(vector, header, tree: plan.tree(ofStep: Int(header.step)))
    return [.nodeStaged(from: peer, header, digest: digest)]
  }

  mutating func watch(_ audit: Audit) { self.audit = audit }

  /// Takes the root out and looks at it; the machine decides what becomes of it.
  mutating func reduce(step: Int, attempt: Int) -> CoordinatorEvent {
    guard let root = staged.takeRoot(step: step, attempt: attempt) else {
      preconditionFailure("step \(step), attempt \(attempt): the machine asked for a sum that is not complete")
    }
    roots[step] = root
    return .reduced(
      step: step, attempt: attempt, finite: root.isFinite,
      layout.figures(of: root, samples: plan.batches.samples(inStep: step)))
  }

  /// Divides the sum by the number of samples, and keeps it; nil for a step that is passed over. Nobody writes to it any more.
  mutating func commit(_ commit: Commit) -> FrameVector? {
    let root = roots.removeValue(forKey: commit.step)
    staged.forget(through: commit.step)
    guard !commit.isSkipped else { return nil }
    guard let root else { preconditionFailure("step \(commit.step): committed without a root") }
    // Scaling rounds once, here or inside the update: the bits are the same.
    layout.scale(root, by: layout.scale(samples: commit.samples))
    averages.keep(root, ofStep: commit.step, header: commit.header)
    return root
  }

  /// A kept average as frames for one peer.
  mutating func frames(ofStep step: Int) -> [Frame] { averages.frames(ofStep: step) }

  /// Does something with the replica as it is after the commits given so far: at once when that takes less than a change of threads.
  func afterUpdates(_ work: @escaping @Sendable (Replica) -> Void) {
    if layout.count > Self.largestAtOnce { updates.async { [replica] in work(replica) } } else { work(replica) }
  }

  /// Numbers of a vector whose update takes some 100 microseconds.
  private static let largestAtOnce = 1 << 19

  mutating func discard(step: Int, attempt: Int) {
    staged.discard(step: step, attempt: attempt)
    roots[step] = nil
  }

  /// Forgets every sum and average; the replica becomes the copy.
  mutating func goBack(to copy: ReplicaCopy) {
    finish()
    replica.load(copy)
    let window = averages.window
    staged = StagedNodes(vectorFloats: layout.count)
    (averages, roots, audit) = (AverageStore(window: window), [:], nil)
  }

  /// Returns when the replica holds every committed step.
  func finish() { updates.sync {} }

  mutating func forget(incarnation: UInt64) { staged.forget(incarnation: incarnation) }
}

extension Audit {
  fileprivate func isAbout(_ header: FrameHeader) -> Bool {
    header.step == UInt64(step) && header.attempt == UInt32(attempt)
  }
}

extension FrameVector {
  /// Equal for equal bits.
  fileprivate var hash: UInt64 { UInt64(digest.prefix(16), radix: 16) ?? 0 }
}
