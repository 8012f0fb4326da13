import Cluster
import Dispatch
import Reduction
import Training
import Wire
import ZeroMQ

/// The coordinator's numbers: stages nodes, finishes the canonical sum, averages it, and applies it to the coordinator's replica.
///
/// Belongs to the socket thread; only updates of the replica run on a queue of their own, because an optimizer's pass over the
/// weights is the one part that nobody waits for.
struct Reducer {
  private let layout: VectorLayout
  private let plan: TrainingPlan
  private let replica: Replica
  private let updates = DispatchQueue(label: "mgd.updates")
  private var staged: StagedNodes
  private var averages: AverageStore
  private var roots: [Int: FrameVector] = [:]

  init(layout: VectorLayout, plan: TrainingPlan, replica: Replica, window: Int) {
    self.layout = layout
    self.plan = plan
    self.replica = replica
    staged = StagedNodes(vectorFloats: layout.count)
    averages = AverageStore(window: window)
  }

  /// Takes a chunk whose checksum is right; true when its node is whole and in the sum.
  mutating func stage(_ frame: Frame, _ header: FrameHeader) throws(FrameProblem) -> Bool {
    guard let vector = try staged.stage(frame, header) else { return false }
    staged.add(vector, header, tree: plan.tree(ofStep: Int(header.step)))
    return true
  }

  /// Takes the root out and looks at it; the machine decides what becomes of it.
  mutating func reduce(step: Int, attempt: Int) -> CoordinatorEvent {
    guard let root = staged.takeRoot(step: step, attempt: attempt) else {
      preconditionFailure("step \(step), attempt \(attempt): the machine asked for a sum that is not complete")
    }
    roots[step] = root
    return .reduced(step: step, attempt: attempt, finite: root.isFinite, layout.figures(of: root))
  }

  /// Divides the sum by the number of samples, and keeps it. Nobody writes to it any more.
  mutating func commit(_ commit: Commit) -> FrameVector {
    guard let root = roots.removeValue(forKey: commit.step) else {
      preconditionFailure("step \(commit.step): committed without a root")
    }
    staged.forget(through: commit.step)
    // Scaling rounds once, here or inside the update: the bits are the same.
    layout.scale(root, by: layout.scale(samples: commit.samples))
    averages.keep(root, ofStep: commit.step, header: commit.header)
    return root
  }

  /// A kept average as frames for one peer.
  mutating func frames(ofStep step: Int) -> [Frame] { averages.frames(ofStep: step) }

  /// Updates the replica in the order of the steps: at once when that takes less than a change of threads, else on a queue.
  ///
  /// - Returns: The event of a replica that is updated already.
  func apply(
    _ average: FrameVector, step: Int, done: @escaping @Sendable () -> Void
  ) -> CoordinatorEvent? {
    guard layout.count > Self.largestAtOnce else {
      replica.apply(average, scale: 1, step: step)
      return .applied(step: step)
    }
    updates.async { [replica] in
      replica.apply(average, scale: 1, step: step)
      done()
    }
    return nil
  }

  /// Numbers of a vector whose update takes some 100 microseconds.
  private static let largestAtOnce = 1 << 19

  mutating func discard(step: Int, attempt: Int) {
    staged.discard(step: step, attempt: attempt)
    roots[step] = nil
  }

  /// Returns when the replica holds every committed step.
  func finish() { updates.sync {} }

  mutating func forget(incarnation: UInt64) { staged.forget(incarnation: incarnation) }
}
