import Checkpoints
import Cluster
import Dispatch
import Locks
import RunFiles
import Training
import Wire

/// What a run keeps on the disk for its later lives: checkpoints, and the lineage of its coordinators.
///
/// Everything is written in the order of asking on a queue of its own, since the disk may take its time.
final class Archive: Sendable {
  private let queue = DispatchQueue(label: "mgd.archive")
  private let store: CheckpointStore
  /// Nobody else may have it as long as something is being written.
  private let directory: RunDirectory
  private let keep: Int
  private let runFile: String
  private let decidingDigest: String
  private let lineage: Locked<Lineage>
  private let digests = Locked<Digests?>(nil)
  /// The newest members that were to be made durable, and are not yet: however often they change, the disk is asked once.
  private let members = Locked<[Lineage.Member]?>(nil)
  private let failpoints: Failpoints

  init(_ start: RunStart, _ settings: RunSettings, failpoints: Failpoints) {
    store = start.store
    directory = start.directory
    lineage = Locked(start.lineage)
    keep = settings.checkpoint.keep
    runFile = settings.toml()
    decidingDigest = settings.decidingDigest
    self.failpoints = failpoints
  }

  /// What data and kernels of this run give; known once the coordinator has computed it.
  func note(_ own: Digests) { digests.withLock { $0 = own } }

  /// Writes a checkpoint; `done` is given what went wrong, nil when it is durable.
  func save(
    _ copy: ReplicaCopy, _ checkpoint: Checkpoint, vectors: [String], seconds: Double, samples: Int,
    notPruned: @escaping @Sendable (String) -> Void, done: @escaping @Sendable (String?) -> Void
  ) {
    queue.async { [self] in
      failpoints.begin(savingOf: checkpoint.step)
      do {
        try store.save(content(copy, checkpoint, vectors: vectors, seconds: seconds, samples: samples))
        try noteFirstCheckpoint()
        done(nil)
      } catch {
        return done("\(error)")
      }
      // The new one is durable, whatever becomes of the old ones.
      do { try store.prune(keep: keep) } catch { notPruned("\(error)") }
    }
  }

  /// From now on a run directory without a checkpoint is one that lost them.
  private func noteFirstCheckpoint() throws {
    guard lineage.withLock({ $0.hasCheckpoint != true }) else { return }
    try change { $0.hasCheckpoint = true }
  }

  /// Makes the members durable: a later coordinator waits for them.
  func keep(_ members: [LineageMember], processes: [String: Int32], failed: @escaping @Sendable (String) -> Void) {
    let newest = members.map {
      Lineage.Member(name: $0.name, incarnation: $0.incarnation, process: processes[$0.name])
    }
    let isAsked = self.members.withLock { waiting in
      defer { waiting = newest }
      return waiting != nil
    }
    guard !isAsked else { return }
    queue.async { [self] in
      let newest = self.members.withLock { waiting in
        defer { waiting = nil }
        return waiting
      }
      guard let newest, newest != lineage.withLock({ $0.members }) else { return }
      do { try change { $0.members = newest } } catch { failed("\(error)") }
    }
  }

  /// Makes a term durable that is higher than another coordinator's; `done` is given it with its life.
  func raiseTerm(to term: UInt64, done: @escaping @Sendable (Result<Lineage, any Error>) -> Void) {
    queue.async { [self] in
      done(
        Result {
          try change { lineage in
            lineage.term = max(lineage.term, term)
            lineage.life = UInt64.random(in: 1...UInt64.max)
          }
        })
    }
  }

  /// Finds the newest valid checkpoint, and makes a term durable from which on replicas of earlier ones count no more.
  func goBack(done: @escaping @Sendable (Result<(CheckpointContent?, Lineage), any Error>) -> Void) {
    queue.async { [self] in
      done(
        Result {
          let content = try store.newestValid()?.content
          guard content != nil || lineage.withLock({ $0.hasCheckpoint != true }) else {
            throw CheckpointError.lost(directory: store.directory)
          }
          let lineage = try change { lineage in
            lineage = try lineage.nextTerm(life: UInt64.random(in: 1...UInt64.max))
            lineage.holdingsSince = lineage.term
          }
          return (content, lineage)
        })
    }
  }

  /// Returns when everything that was asked for is written.
  func finish() { queue.sync {} }

  @discardableResult
  private func change(_ edit: (inout Lineage) throws -> Void) throws -> Lineage {
    var changed = lineage.withLock { $0 }
    try edit(&changed)
    try changed.write(to: directory.path)
    lineage.withLock { $0 = changed }
    return changed
  }

  private func content(
    _ copy: ReplicaCopy, _ checkpoint: Checkpoint, vectors: [String], seconds: Double, samples: Int
  ) -> CheckpointContent {
    let (run, term) = lineage.withLock { ($0.run, $0.term) }
    let (position, own) = (copy.position, digests.withLock { $0 })
    let state = ReplicaState(
      run: run, term: term, step: position.step, optimizerSteps: position.updates,
      epoch: ReplicaState.Sums(position.epoch),
      lastEvaluation: position.lastEvaluation.map(ReplicaState.Evaluated.init),
      bestEvaluation: position.bestEvaluation.map(ReplicaState.Evaluated.init),
      evaluationDue: checkpoint.evaluationDue, seconds: seconds, samples: samples, decidingDigest: decidingDigest,
      fingerprint: own?.fingerprint ?? "", dataDigest: own?.data, instructionSet: own?.instructionSet)
    let count = copy.numbers.count / (1 + vectors.count)
    let parts = (0...vectors.count).map { Array(copy.numbers.buffer[$0 * count..<($0 + 1) * count]) }
    return CheckpointContent(
      weights: parts[0],
      vectors: zip(vectors, parts.dropFirst()).map { CheckpointContent.StateVector(name: $0, values: $1) },
      state: state, runFile: runFile)
  }
}
