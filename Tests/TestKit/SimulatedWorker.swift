import Cluster
import Reduction
import Wire

/// What a simulated worker is like.
package struct SimulatedWorkerSettings: Sendable {
  package var name: String
  package var lanes: Int
  package var start: Duration
  /// Uses the leave to go on by itself when it holds the root.
  package var goesOn: Bool
  package var once: Bool
  package var digests: Digests
  package var protocols: ClosedRange<UInt16>
  /// How long it takes to get ready.
  package var preparation: Duration
  /// A failure to get ready.
  package var failure: (message: String, exitCode: Int32)?

  package init(
    name: String, lanes: Int = 1, start: Duration = .zero, goesOn: Bool = true, once: Bool = true,
    digests: Digests = .simulated, protocols: ClosedRange<UInt16> = 1...1, preparation: Duration = .milliseconds(20),
    failure: (message: String, exitCode: Int32)? = nil
  ) {
    self.name = name
    self.lanes = lanes
    self.start = start
    self.goesOn = goesOn
    self.once = once
    self.digests = digests
    self.protocols = protocols
    self.preparation = preparation
    self.failure = failure
  }
}

extension Digests {
  package static let simulated = Digests(
    data: "d1d1d1d1d1d1d1d1", model: "a0a0a0a0a0a0a0a0", fingerprint: "f1f1f1f1f1f1f1f1", instructionSet: "avx2")
}

/// The errors of the last tries of steps that a bad processor has made, or could have.
struct SimulatedErrors {
  private struct Try: Hashable {
    var step: Int
    var attempt: Int
    var isAudit: Bool
  }

  private var errors: [Try: Int64] = [:]

  subscript(task: ComputeTask) -> Int64? {
    get { errors[Try(step: task.step, attempt: task.attempt, isAudit: task.isAudit)] }
    set {
      errors = errors.filter { $0.key.step >= task.step - 1 }
      errors[Try(step: task.step, attempt: task.attempt, isAudit: task.isAudit)] = newValue
    }
  }
}

/// The shell of a worker machine in a simulation: a work queue that takes virtual time, toy vectors, two sockets.
final class SimulatedWorker {
  enum Job {
    case prepare(RunID, again: Bool)
    case compute(ComputeTask)
    /// The sum is held from the moment of the order: a release may come before the queue gets there.
    case applyRoot(step: Int, [Int64]?)
    case applyAverage(step: Int)
    case evaluate(step: Int, shards: [Range<Int>])
    case skip(step: Int)
    case applySnapshot(step: Int, digest: String)
    case digest
    case takeEvaluation(StepFigures)
  }

  let index: Int
  /// Counts the processes of this name.
  let life: Int
  let settings: SimulatedWorkerSettings
  var machine: WorkerMachine
  var isAlive = true
  /// What of the run's data lies on its host.
  var files = SimulatedFiles()
  var isPaused = false
  /// What arrived while it was paused.
  var mailbox: [() -> Void] = []
  var session: UInt64 = 0
  var sequences: [Channel: UInt64] = [:]
  var jobs: [Job] = []
  var isBusy = false
  /// The job at hand never ends, whatever becomes of the run.
  var isStuck = false
  /// Goes up when the work at hand is forgotten.
  var generation = 0
  /// The job at hand; one that was cancelled has no end.
  var job: Job?
  var jobNumber = 0
  /// What a computation began with.
  var weightsAtBegin: [Int64] = []
  var weights = ToyModel.initial
  var step = 0
  var results: [Int: [TreeNode: [Int64]]] = [:]
  var staging: [Int: SimulatedStaging] = [:]
  var averages: [Int: [Int64]] = [:]
  var audits: [Int: [TreeNode: [Int64]]] = [:]
  /// What its bad processor adds.
  var errors = SimulatedErrors()
  var snapshot: SimulatedSnapshot?
  var outgoing: SimulatedOutgoing?
  var lastEvaluated = 0
  var allowedAhead = 0
  /// Its replica is from before the run went back.
  var isTainted = false
  var outcome: Outcome?
  var evaluations: [StepFigures] = []
  /// Runs that it was part of.
  var runs = 0

  init(index: Int, life: Int = 0, settings: SimulatedWorkerSettings) {
    self.index = index
    self.life = life
    self.settings = settings
    machine = WorkerMachine(
      identity: WorkerIdentity(
        name: settings.name, host: "host\(index)", pid: Int32(100 + index + 1_000 * life), threads: settings.lanes,
        instructionSet: settings.digests.instructionSet, build: "1.0",
        incarnation: UInt64(0xa000 + index + 0x10000 * life),
        once: settings.once, protocols: settings.protocols))
  }

  var replica: SimulatedReplica { SimulatedReplica(weights: weights, step: step, lastEvaluated: lastEvaluated) }

  var isRunning: Bool { isAlive && outcome == nil }

  /// Forgets everything of a run.
  func forgetRun() {
    generation += 1
    jobs = []
    isBusy = isStuck
    (weights, step) = (ToyModel.initial, 0)
    (results, staging, averages, audits) = ([:], [:], [:], [:])
    (snapshot, outgoing, lastEvaluated, job) = (nil, nil, 0, nil)
    (allowedAhead, isTainted) = (0, false)
    errors = SimulatedErrors()
  }
}
