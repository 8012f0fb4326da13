import Reduction
import Wire

/// A member that holds a replica of the run.
struct Training: Equatable, Sendable {
  var prepared: Prepared
  /// In force for the step at hand.
  var deal: Deal
  /// Comes into force at a later step.
  var upcoming: Deal?
  /// The last step whose weights the replica holds, or will when the work queue gets there.
  var applied: Int
  /// The last step that the work queue has got to.
  var settled: Int
  /// The last step that is known to be committed; at most one behind `applied`.
  var committed: Int
  var activity: Activity
  /// The last results that were sent, all of one step, in case their chunks get lost.
  var sent: [Computed] = []
  /// Orders for a step that is not reached yet.
  var orders: [Order] = []
  /// How far the shell may go on by itself.
  var allowedAhead = 0
  /// The replica whose digest is being computed: it does not go further before it is copied.
  var comparing: Comparing?
  /// The coordinator is a new one, and is still to learn what this replica holds.
  var isRejoining = false

  /// Where the replica was when its digest was asked for.
  struct Comparing: Equatable, Sendable {
    let step: Int
    let evaluated: Int
  }

  /// An `assist` and the step it is about.
  struct Order: Equatable, Sendable {
    var step: Int
    var attempt: Int
    var assist: Assist
  }

  var plan: TrainingPlan { prepared.plan }
  /// The step that the replica is to hold next.
  var next: Int { applied + 1 }
  /// Whether every root is this worker's own.
  var holdsAllShards: Bool { deal.shards == [0..<plan.batches.shards] && upcoming == nil }
  var newestView: UInt64 { max(deal.view, upcoming?.view ?? 0) }

  /// Nobody runs more than one step ahead of the commits, nor past a pause, nor past an audit.
  var aheadLimit: Int {
    let step = committed + 1
    let limit = plan.pauses(afterStep: step) || prepared.membership.isAudited(step) ? committed : step
    return min(limit, comparing?.step ?? limit)
  }

  /// A computation that hangs lets averages wait; no more than this many.
  var isOverfull: Bool { applied - settled >= 8 }

  /// A step at its beginning, in the try that the deal is about.
  func beginning(_ step: Int) -> Stepping {
    Stepping(step: step, attempt: deal.fromStep == UInt64(step) ? Int(deal.attempt) : 0)
  }

  func holdsRoot(_ computed: Computed) -> Bool {
    let tree = plan.tree(ofStep: computed.step)
    return computed.nodes.contains { tree.contains($0) && tree.lifted($0) == tree.root }
  }

  init(_ prepared: Prepared, deal: Deal, holding step: Int) {
    self.prepared = prepared
    self.deal = deal
    applied = step
    settled = step
    committed = step
    activity = .stepping(Stepping(step: step + 1))
  }
}
