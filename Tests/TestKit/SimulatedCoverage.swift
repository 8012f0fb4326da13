import Cluster

/// What a simulation has met of everything that can happen to the machines.
package struct SimulatedCoverage: Sendable {
  private var coordinatorEvents: Set<CoordinatorEvent.Name> = []
  private var coordinatorDirectives: Set<CoordinatorDirective.Name> = []
  private var workerEvents: Set<WorkerEvent.Name> = []
  private var workerDirectives: Set<WorkerDirective.Name> = []
  private var coordinatorMoves: Set<Move<CoordinatorMachine.Stage>> = []
  private var workerMoves: Set<Move<WorkerMachine.Stage>> = []

  /// From one stage to another.
  private struct Move<Stage: Hashable & Sendable>: Hashable, Sendable {
    let from: Stage
    let to: Stage
  }

  package init() {}

  mutating func note(_ event: CoordinatorEvent, _ from: CoordinatorMachine.Stage, _ to: CoordinatorMachine.Stage) {
    coordinatorEvents.insert(event.name)
    if from != to { coordinatorMoves.insert(Move(from: from, to: to)) }
  }

  mutating func note(_ directive: CoordinatorDirective) { coordinatorDirectives.insert(directive.name) }

  mutating func note(_ event: WorkerEvent, _ from: WorkerMachine.Stage, _ to: WorkerMachine.Stage) {
    workerEvents.insert(event.name)
    if from != to { workerMoves.insert(Move(from: from, to: to)) }
  }

  mutating func note(_ directive: WorkerDirective) { workerDirectives.insert(directive.name) }

  package mutating func formUnion(_ other: SimulatedCoverage) {
    coordinatorEvents.formUnion(other.coordinatorEvents)
    coordinatorDirectives.formUnion(other.coordinatorDirectives)
    workerEvents.formUnion(other.workerEvents)
    workerDirectives.formUnion(other.workerDirectives)
    coordinatorMoves.formUnion(other.coordinatorMoves)
    workerMoves.formUnion(other.workerMoves)
  }

  /// Events, directives and moves that were not met.
  package var missing: [String] {
    CoordinatorEvent.Name.allCases.filter { !coordinatorEvents.contains($0) }.map { "coordinator event \($0)" }
      + CoordinatorDirective.Name.allCases.filter { !coordinatorDirectives.contains($0) }.map {
        "coordinator directive \($0)"
      } + WorkerEvent.Name.allCases.filter { !workerEvents.contains($0) }.map { "worker event \($0)" }
      + WorkerDirective.Name.allCases.filter { !workerDirectives.contains($0) }.map { "worker directive \($0)" }
      + missingMoves
  }

  /// The moves from stage to stage that have to be met; the others are rare.
  private static let coordinatorTable: [(CoordinatorMachine.Stage, [CoordinatorMachine.Stage])] = [
    (.gathering, [.preparing, .finishing]),
    (.preparing, [.gathering, .running, .evaluating, .closing, .finishing]),
    (.running, [.evaluating, .waiting, .gathering, .closing, .finishing]),
    (.evaluating, [.running, .waiting, .closing]),
    (.waiting, [.running, .evaluating, .closing]),
    (.closing, [.gathering, .finishing, .finished]),
    (.finishing, [.finished]),
  ]
  private static let workerTable: [(WorkerMachine.Stage, [WorkerMachine.Stage])] = [
    (.idle, [.waiting]), (.waiting, [.preparing, .finished]), (.preparing, [.ready, .finished]),
    (.ready, [.stepping, .evaluating, .waiting, .finished]),
    (.stepping, [.pausing, .evaluating, .over, .waiting, .finished]),
    (.pausing, [.evaluating, .stepping, .over, .waiting, .finished]),
    (.evaluating, [.stepping, .over, .waiting, .finished]), (.over, [.waiting, .finished]),
  ]

  private var missingMoves: [String] {
    Self.coordinatorTable.flatMap { from, ends in
      ends.filter { !coordinatorMoves.contains(Move(from: from, to: $0)) }.map { "coordinator \(from) -> \($0)" }
    }
      + Self.workerTable.flatMap { from, ends in
        ends.filter { !workerMoves.contains(Move(from: from, to: $0)) }.map { "worker \(from) -> \($0)" }
      }
  }
}

extension CoordinatorEvent {
  enum Name: String, CaseIterable, Sendable {
    case prepared, preparationFailed, received, nodeStaged, auditedNodeStaged, badNodeStaged, snapshotChunkStaged,
      spoiled, malformed, reduced, applied, peerUnreachable, localWorkerExited, checkpointed, replicaFetched, digested,
      replicaCopied, wentBack, dataNotRead, termRaised, keysChanged, checkpointRequested, stopRequested, tick
  }

  var name: Name {
    switch self {
    case .prepared: .prepared
    case .preparationFailed: .preparationFailed
    case .received: .received
    case .nodeStaged: .nodeStaged
    case .auditedNodeStaged: .auditedNodeStaged
    case .badNodeStaged: .badNodeStaged
    case .snapshotChunkStaged: .snapshotChunkStaged
    case .spoiled: .spoiled
    case .malformed: .malformed
    case .reduced: .reduced
    case .applied: .applied
    case .peerUnreachable: .peerUnreachable
    case .localWorkerExited: .localWorkerExited
    case .checkpointed: .checkpointed
    case .replicaFetched: .replicaFetched
    case .digested: .digested
    case .replicaCopied: .replicaCopied
    case .wentBack: .wentBack
    case .dataNotRead: .dataNotRead
    case .termRaised: .termRaised
    case .keysChanged: .keysChanged
    case .checkpointRequested: .checkpointRequested
    case .stopRequested: .stopRequested
    case .tick: .tick
    }
  }
}

extension CoordinatorDirective {
  enum Name: String, CaseIterable, Sendable {
    case send, reduce, commit, evaluationCommitted, repeatAverage, sendData, sendSnapshot, continueSnapshot, discard,
      forget,
      startLocalWorker, copyReplica, writeCheckpoint, dropCheckpoint, goBack, keepLineage, fetchReplica, adoptReplica,
      digestReplica,
      raiseTerm, audit, report, finish
  }

  var name: Name {
    switch self {
    case .send: .send
    case .reduce: .reduce
    case .commit: .commit
    case .evaluationCommitted: .evaluationCommitted
    case .repeatAverage: .repeatAverage
    case .sendData: .sendData
    case .sendSnapshot: .sendSnapshot
    case .continueSnapshot: .continueSnapshot
    case .discard: .discard
    case .forget: .forget
    case .startLocalWorker: .startLocalWorker
    case .copyReplica: .copyReplica
    case .writeCheckpoint: .writeCheckpoint
    case .dropCheckpoint: .dropCheckpoint
    case .goBack: .goBack
    case .keepLineage: .keepLineage
    case .fetchReplica: .fetchReplica
    case .adoptReplica: .adoptReplica
    case .digestReplica: .digestReplica
    case .raiseTerm: .raiseTerm
    case .audit: .audit
    case .report: .report
    case .finish: .finish
    }
  }
}

extension WorkerEvent {
  enum Name: String, CaseIterable, Sendable {
    case started, socketsOpen, received, averageStaged, snapshotChunkStaged, snapshotApplied, snapshotFailed, digested,
      spoiled, malformed, dataMissing, dataStaged, prepared, preparationFailed, computed, progressed, hanging,
      applied, evaluated, keysChanged, stopRequested, tick
  }

  var name: Name {
    switch self {
    case .started: .started
    case .socketsOpen: .socketsOpen
    case .received: .received
    case .averageStaged: .averageStaged
    case .snapshotChunkStaged: .snapshotChunkStaged
    case .snapshotApplied: .snapshotApplied
    case .snapshotFailed: .snapshotFailed
    case .digested: .digested
    case .spoiled: .spoiled
    case .malformed: .malformed
    case .dataMissing: .dataMissing
    case .dataStaged: .dataStaged
    case .prepared: .prepared
    case .preparationFailed: .preparationFailed
    case .computed: .computed
    case .progressed: .progressed
    case .hanging: .hanging
    case .applied: .applied
    case .evaluated: .evaluated
    case .keysChanged: .keysChanged
    case .stopRequested: .stopRequested
    case .tick: .tick
    }
  }
}

extension WorkerDirective {
  enum Name: String, CaseIterable, Sendable {
    case openSockets, send, prepare, prepareAgain, compute, allowAhead, sendNodes, cancel, applyRoot, applyAverage,
      skipStep,
      expectSnapshot, applySnapshot, sendSnapshot, continueSnapshot, digestReplica, release, evaluate,
      evaluationCommitted, leaveRun, report, finish
  }

  var name: Name {
    switch self {
    case .openSockets: .openSockets
    case .send: .send
    case .prepare: .prepare
    case .prepareAgain: .prepareAgain
    case .compute: .compute
    case .allowAhead: .allowAhead
    case .sendNodes: .sendNodes
    case .cancel: .cancel
    case .applyRoot: .applyRoot
    case .applyAverage: .applyAverage
    case .skipStep: .skipStep
    case .expectSnapshot: .expectSnapshot
    case .applySnapshot: .applySnapshot
    case .sendSnapshot: .sendSnapshot
    case .continueSnapshot: .continueSnapshot
    case .digestReplica: .digestReplica
    case .release: .release
    case .evaluate: .evaluate
    case .evaluationCommitted: .evaluationCommitted
    case .leaveRun: .leaveRun
    case .report: .report
    case .finish: .finish
    }
  }
}
