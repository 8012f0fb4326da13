import Cluster

/// What the run directory keeps from one life of the coordinator to the next.
struct SimulatedDisk {
  struct Saved {
    var replica: SimulatedReplica
    var evaluationDue: Bool
  }

  var term: UInt64 = 1
  var holdingsSince: UInt64 = 0
  var lineage: [LineageMember] = []
  var isFull = false
  var failsToSync = false
  /// The newest step that was reported durable.
  private(set) var reported = 0
  /// What a reader finds.
  private var newest: Saved?
  /// What a power cut leaves for certain.
  private var synced: Saved?

  var checkpoint: SimulatedReplica? { newest?.replica }
  var evaluationDue: Bool { newest?.evaluationDue ?? false }

  /// The new checkpoint has its name; the directory is not synced yet.
  mutating func rename(_ replica: SimulatedReplica, evaluationDue: Bool) {
    newest = Saved(replica: replica, evaluationDue: evaluationDue)
  }

  /// The directory is synced, or what was written is given up.
  mutating func sync() -> Bool {
    guard !failsToSync else {
      newest = synced
      return false
    }
    synced = newest
    reported = newest?.replica.step ?? 0
    return true
  }

  mutating func losePower(keepsRename: Bool) { if !keepsRename { newest = synced } }
}
