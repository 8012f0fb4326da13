import Cluster
import Reduction
import Wire

/// The shell of a coordinator machine in a simulation.
final class SimulatedCoordinator {
  struct Staged: Hashable {
    var kind: UInt16
    var incarnation: UInt64
    var step: UInt64
    var attempt: UInt32
    var node: TreeNode
  }

  var machine: CoordinatorMachine
  /// Whom it had as members after its last event.
  var members: [String] = []
  var isAlive = true
  var isPaused = false
  var mailbox: [() -> Void] = []
  var sequences: [PeerID: UInt64] = [:]
  var staging: [Staged: SimulatedStaging] = [:]
  /// Nodes of the step in flight that passed.
  var nodes: [TreeNode: [Int64]] = [:]
  /// Roots of committed steps.
  var roots: [Int: [Int64]] = [:]
  var averageHeaders: [Int: FrameHeader] = [:]
  var weights = ToyModel.initial
  var step = 0
  var lastEvaluated = 0
  /// The step whose nodes another worker computes again.
  var audit: Audit?
  /// Nodes of the step in flight whose numbers were not finite.
  var bad: [Staged] = []
  /// The copy that becomes a checkpoint when all agree.
  var checkpoint: SimulatedReplica?
  /// Snapshots on their way to joiners.
  var outgoing: [UInt64: SimulatedOutgoing] = [:]
  /// A replica that is being fetched.
  var incoming: SimulatedSnapshot?
  var fetched: SimulatedReplica?
  var fetchedFrom: UInt64?
  /// When the next tick beyond the regular ones is planned.
  var wake: Duration?
  var outcome: Outcome?
  var finishedAt: Duration?

  init(plan: CoordinatorPlan, checkpoint: SimulatedReplica? = nil, born: Duration = .zero) {
    if let checkpoint {
      (weights, step, lastEvaluated) = (checkpoint.weights, checkpoint.step, checkpoint.lastEvaluated)
    }
    machine = CoordinatorMachine(plan: plan)
  }

  var replica: SimulatedReplica { SimulatedReplica(weights: weights, step: step, lastEvaluated: lastEvaluated) }

  var isRunning: Bool { isAlive && outcome == nil }

  /// Keeps a node by the rule of staging: those inside it are replaced.
  func add(_ node: TreeNode, _ vector: [Int64], tree: ShardTree) {
    let leaves = tree.leaves(of: node)
    guard !nodes.keys.contains(where: { tree.leaves(of: $0).clamped(to: leaves) == leaves }) else { return }
    nodes = nodes.filter { !leaves.contains(tree.leaves(of: $0.key).lowerBound) }
    nodes[node] = vector
  }
}
