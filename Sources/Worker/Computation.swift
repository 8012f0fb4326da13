import Cluster
import Datasets
import Dispatch
import Glibc
import Kernels
import Locks
import Reduction
import RunFiles
import Synchronization
import Training
import Wire
import ZeroMQ

/// A worker's part of the run that computes: one serial queue whose tasks use all lanes.
///
/// The socket thread asks, results come back as events. What both touch lies in ``results``: a vector is written before it is put
/// there, and only read afterwards.
final class Computation: Sendable {
  private let queue = DispatchQueue(label: "mgd.compute", qos: .userInitiated)
  private let inbox: WorkerLoop.Inbox
  private let threads: Int
  private let directories: [String]
  private let results = StepResults()
  /// The last step that may be applied without asking; 0 when none.
  private let ahead = Atomic<Int>(0)
  /// Changes when a run is left, so that tasks of an old one do nothing.
  private let epoch = Atomic<Int>(0)
  private let state = Locked<Session?>(nil)

  /// A run that was prepared.
  struct Session: Sendable {
    let run: PreparedRun
    let loop: BatchLoop
    let replica: Replica
  }

  init(inbox: WorkerLoop.Inbox, threads: Int, directories: [String]) {
    self.inbox = inbox
    self.threads = threads
    self.directories = directories
  }

  /// Vectors of the run's length; nil before it is prepared.
  var vectors: FlatBufferPool? { results.pool }

  func prepare(_ run: RunID, _ welcome: Welcome) {
    enqueue { computation in computation.prepareNow(run, welcome) }
  }

  func allowAhead(through step: Int) { ahead.store(step, ordering: .releasing) }

  func compute(_ task: ComputeTask) {
    enqueue { computation in computation.computeNow(task) }
  }

  func applyRoot(step: Int, samples: Int) {
    // Held at once: the commit, and with it the release, may come before the queue gets there.
    guard let root = results.hold(step) else { return }
    enqueue { computation in
      guard let session = computation.session else { return }
      computation.apply(root, step: step, samples: samples, session)
      computation.inbox.post(.applied(step: step))
    }
  }

  func keepAverage(_ vector: FrameVector, ofStep step: Int) { results.keepAverage(vector, ofStep: step) }

  func applyAverage(step: Int) {
    enqueue { computation in
      guard let session = computation.session, let average = computation.results.takeAverage(ofStep: step) else {
        return
      }
      session.replica.apply(average, scale: 1, step: step)
      computation.inbox.post(.applied(step: step))
    }
  }

  func evaluate(step: Int, shards: [Range<Int>]) {
    enqueue { computation in
      guard let session = computation.session else { return }
      let figures = session.loop.evaluate(shards: shards.flatMap(Array.init), weights: session.replica.weights)
      computation.inbox.post(.evaluated(step: step, figures))
    }
  }

  func release(through step: Int) { results.release(through: step) }

  /// A node's vector while it is kept; only to be read.
  func vector(of node: TreeNode, step: Int) -> FlatBuffer? { results.vector(of: node, step: step) }

  func leaveRun() {
    epoch.add(1, ordering: .acquiringAndReleasing)
    ahead.store(0, ordering: .releasing)
    queue.async { [self] in
      state.withLock { $0 = nil }
      results.removeAll()
    }
  }

  private var session: Session? { state.withLock { $0 } }

  private func enqueue(_ work: @escaping @Sendable (Computation) -> Void) {
    let life = epoch.load(ordering: .acquiring)
    queue.async { [self] in
      if life == epoch.load(ordering: .acquiring) { work(self) }
    }
  }
}

extension Computation {
  private func prepareNow(_ run: RunID, _ welcome: Welcome) {
    do {
      try Self.keepTo(welcome.isaCap)
      var settings = try RunSettings(workerJSON: welcome.settings)
      settings.data = try settings.data.located(try welcome.dataFiles.map(DataFile.init(told:)), in: directories)
      let prepared = try PreparedRun(settings)
      let loop = BatchLoop(prepared, threads: threads)
      let replica = Replica(prepared)
      let digests = prepared.digests(on: loop)
      loop.warmUp(weights: replica.weights)
      results.begin(vectorFloats: prepared.layout.count)
      state.withLock { $0 = Session(run: prepared, loop: loop, replica: replica) }
      inbox.post(.prepared(run: run, digests, prepared.plan, lanes: loop.lanes))
    } catch let error as DatasetError {
      inbox.post(.preparationFailed(run: run, message: error.description, exitCode: error.exitCode))
    } catch let error as PreparationError {
      inbox.post(.preparationFailed(run: run, message: error.description, exitCode: error.exitCode))
    } catch {
      inbox.post(.preparationFailed(run: run, message: "\(error)", exitCode: 70))
    }
  }

  /// Caps the kernels, before they compute for the first time.
  private static func keepTo(_ cap: String?) throws {
    guard let cap else { return }
    guard let instructionSet = InstructionSet(rawValue: cap) else {
      throw PreparationError("cluster.isa = \"\(cap)\": not an instruction set of this program's", exitCode: 76)
    }
    do {
      try Kernels.cap(instructionSet)
    } catch KernelProblem.alreadyInUse {
      try restart()
    }
  }

  /// A resident worker that computed for an earlier run starts itself anew: kernels and oneDNN settle once a process.
  private static func restart() throws {
    var words = CommandLine.arguments.map { strdup($0) } + [nil]
    execv("/proc/self/exe", &words)
    throw PreparationError(
      "cannot start anew for another instruction set: \(String(cString: strerror(errno)))", exitCode: 71)
  }

  /// Computes a step, and goes on by itself while it holds whole, finite roots and is allowed to: that spares a change of threads a step.
  private func computeNow(_ first: ComputeTask) {
    guard let session else { return }
    let life = epoch.load(ordering: .acquiring)
    var task = first
    while true {
      let computed = computeStep(task, session)
      guard life == epoch.load(ordering: .acquiring) else { return }
      let root = session.run.plan.tree(ofStep: task.step).root
      guard mayGoOn(computed), computed.nodes == [root], let sum = results.hold(task.step) else {
        return inbox.post(.computed(computed))
      }
      var ahead = computed
      ahead.wentOn = true
      inbox.post(.computed(ahead))
      apply(sum, step: task.step, samples: session.run.plan.batches.samples(inStep: task.step), session)
      // The holder of a root computes all shards; the first task's may be fewer, when its batch had not enough samples.
      task = ComputeTask(step: task.step + 1, attempt: task.attempt, shards: [0..<session.run.plan.batches.shards])
    }
  }

  private func computeStep(_ task: ComputeTask, _ session: Session) -> Computed {
    let shards = session.run.plan.filled(task.shards, inStep: task.step).flatMap(Array.init)
    let sums = PartialSums(session.run.plan.tree(ofStep: task.step), pool: results.sharedPool)
    session.loop.compute(
      step: task.step, shards: shards, weights: session.replica.weights, into: sums, pool: results.sharedPool)
    let nodes = sums.nodes
    let vectors = nodes.compactMap { node in sums.take(node).map { (node, $0) } }
    let finite = vectors.allSatisfy { $0.1.isFinite }
    results.keep(vectors, ofStep: task.step)
    return Computed(step: task.step, attempt: task.attempt, nodes: nodes, finite: finite)
  }

  private func apply(_ root: FlatBuffer, step: Int, samples: Int, _ session: Session) {
    session.replica.apply(root, scale: session.run.layout.scale(samples: samples), step: step)
    results.letGo(step)
  }

  private func mayGoOn(_ computed: Computed) -> Bool {
    computed.finite && computed.step <= ahead.load(ordering: .acquiring)
  }
}

extension DataFile {
  /// A file as a coordinator names it: its name is a name in a directory of this host, nothing else.
  init(told file: WireDataFile) throws(PreparationError) {
    guard let role = DataRole(rawValue: file.role), !file.name.isEmpty, !file.name.contains("/"), file.name != ".."
    else {
      throw PreparationError(
        "data file '\(file.name)' (\(file.role)): expected a plain file name and a known role; is the coordinator newer?",
        exitCode: 76)
    }
    self.init(role: role, name: file.name, bytes: file.bytes, sha256: file.sha256)
  }
}
