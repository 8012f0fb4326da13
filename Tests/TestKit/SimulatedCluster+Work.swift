import Cluster
import Reduction

// The work queue of a simulated worker: one job at a time, each takes virtual time.
extension SimulatedCluster {
  func add(_ job: SimulatedWorker.Job, to worker: SimulatedWorker) {
    worker.jobs.append(job)
    work(worker)
  }

  private func work(_ worker: SimulatedWorker) {
    guard !worker.isBusy, !worker.jobs.isEmpty else { return }
    let job = worker.jobs.removeFirst()
    worker.isBusy = true
    worker.job = job
    worker.jobNumber += 1
    if job.isLong { give(.progressed(shard: 0, layer: 0), to: worker) }
    worker.weightsAtBegin = worker.weights
    if hung.contains(worker.index), job.isLong {
      worker.isStuck = true
      notice(worker, stuckFor: .zero)
      return watch(StuckWorker(worker, of: coordinator, at: now))
    }
    let (generation, number) = (worker.generation, worker.jobNumber)
    after(duration(of: job, at: worker)) { self.workEnded(job, generation, number, at: worker) }
  }

  private func workEnded(_ job: SimulatedWorker.Job, _ generation: Int, _ number: Int, at worker: SimulatedWorker) {
    guard worker.isRunning, worker.generation == generation, worker.jobNumber == number, worker.isBusy else { return }
    if worker.isPaused { return worker.mailbox.append { self.workEnded(job, generation, number, at: worker) } }
    worker.isBusy = false
    worker.job = nil
    perform(job, at: worker)
    work(worker)
  }

  /// What is not needed any more is not begun; the task at hand stops at its next layer.
  func cancel(throughStep step: Int, at worker: SimulatedWorker) {
    worker.jobs.removeAll { if case .compute(let task) = $0 { task.step <= step } else { false } }
    guard case .compute(let task) = worker.job, task.step <= step, !worker.isStuck else {
      return
    }
    worker.jobNumber += 1
    let (generation, number) = (worker.generation, worker.jobNumber)
    after(.microseconds(100)) {
      guard worker.isRunning, worker.generation == generation, worker.jobNumber == number else { return }
      worker.isBusy = false
      worker.job = nil
      self.work(worker)
    }
  }

  private func duration(of job: SimulatedWorker.Job, at worker: SimulatedWorker) -> Duration {
    switch job {
    case .prepare: return worker.settings.preparation
    case .applyRoot, .applyAverage, .skip, .applySnapshot, .digest, .takeEvaluation: return .microseconds(50)
    case .compute(let task):
      return time(of: task.shards, at: worker) * (settings.slowSteps[worker.index] == task.step ? 10 : 1)
    case .evaluate(_, let shards): return time(of: shards, at: worker)
    }
  }

  private func time(of shards: [Range<Int>], at worker: SimulatedWorker) -> Duration {
    let count = shards.reduce(0) { $0 + $1.count }
    let rounds = (count + worker.settings.lanes - 1) / worker.settings.lanes
    return random.duration(in: settings.shardTime...(settings.shardTime * 1.5)) * rounds
  }

  private func perform(_ job: SimulatedWorker.Job, at worker: SimulatedWorker) {
    switch job {
    case .prepare(let run, let isAgain):
      let missing = worker.files.missing(of: settings.dataFiles)
      if isAgain { checkFiles(of: worker) }
      if !missing.isEmpty { return give(.dataMissing(run: run, missing), to: worker) }
      if let failure = worker.settings.failure {
        give(.preparationFailed(run: run, message: failure.message, exitCode: failure.exitCode), to: worker)
      } else {
        give(.prepared(run: run, worker.settings.digests, settings.plan, lanes: worker.settings.lanes), to: worker)
      }
    case .compute(let task): compute(task, at: worker)
    case .applyRoot(let step, let root):
      if step > worker.step { apply(root, of: step, at: worker) }
    case .applyAverage(let step):
      if step > worker.step { apply(worker.averages[step], of: step, at: worker) }
    case .skip(let step):
      if step > worker.step { skip(step, at: worker) }
    case .applySnapshot(let step, let digest): applySnapshot(step, digest, at: worker)
    case .takeEvaluation(let figures): take(figures, at: worker)
    case .digest: give(.digested(step: worker.step, digest: worker.replica.digest), to: worker)
    case .evaluate(let step, let shards):
      guard step == worker.step else { return }
      checkEvaluationWeights(step, at: worker)
      give(.evaluated(step: step, evaluate(shards, at: worker)), to: worker)
    }
  }

  private func evaluate(_ shards: [Range<Int>], at worker: SimulatedWorker) -> [EvaluationShard] {
    shards.joined().map { shard in
      let samples = settings.plan.evaluation.map { $0.shard(shard).count } ?? 0
      return EvaluationShard(
        index: shard, figures: ToyModel.evaluation(worker.weights, shard: shard, samples: samples))
    }
  }

  private func compute(_ task: ComputeTask, at worker: SimulatedWorker) {
    guard worker.step == task.step - 1 else { return }
    checkUndisturbed(worker)
    let tree = settings.plan.tree(ofStep: task.step)
    let nodes = tree.completeNodes(covering: task.shards.joined())
    let error = error(in: task, of: worker)
    for node in nodes {
      var vector = vector(of: node, in: tree, step: task.step, at: worker)
      vector[0] &+= error
      if task.isAudit {
        worker.audits[task.step, default: [:]][node] = vector
      } else {
        worker.results[task.step, default: [:]][node] = vector
      }
    }
    let notFinite = notFinite(nodes, of: task, at: worker)
    let wentOn =
      notFinite.isEmpty && !task.isAudit && worker.settings.goesOn && nodes == [tree.root]
      && task.step <= worker.allowedAhead
    if wentOn {
      apply(worker.results[task.step]?[tree.root], of: task.step, at: worker, tells: false)
      let next = settings.plan.filled([0..<settings.plan.batches.shards], inStep: task.step + 1)
      worker.jobs.insert(.compute(ComputeTask(step: task.step + 1, attempt: task.attempt, shards: next)), at: 0)
    }
    give(
      .computed(
        Computed(
          step: task.step, attempt: task.attempt, nodes: nodes, notFinite: notFinite, wentOn: wentOn,
          isAudit: task.isAudit)),
      to: worker)
  }

  /// The run's own numbers are not finite in the node of the first shard; a bad processor's in all of a step.
  private func notFinite(_ nodes: [TreeNode], of task: ComputeTask, at worker: SimulatedWorker) -> [TreeNode] {
    if settings.notFiniteOf[worker.index] == task.step, !task.isAudit { return nodes }
    guard settings.notFiniteAt == task.step else { return [] }
    let tree = settings.plan.tree(ofStep: task.step)
    return nodes.filter { tree.leaves(of: $0).contains(0) }
  }

  /// What a bad processor adds: to all nodes of a try that is audited, or to none of them, since one is looked at; or in audits.
  private func error(in task: ComputeTask, of worker: SimulatedWorker) -> Int64 {
    guard let fault = settings.badProcessors[worker.index] else { return 0 }
    if let known = worker.errors[task] { return known }
    let isLookedAt =
      coordinator.audit?.step == task.step
      && (task.isAudit ? fault.errsInAudits : coordinator.audit?.incarnation == worker.machine.incarnation)
    let error = isLookedAt && random.chance(fault.probability) ? Int64(random.next() % 1_000) + 1 : 0
    worker.errors[task] = error
    if error != 0 { trace.add(at: now) { "\(worker.settings.name)  errs in step \(task.step), audit \(task.isAudit)" } }
    return error
  }

  private func skip(_ step: Int, at worker: SimulatedWorker) {
    checkApplied(step, at: worker, isSkipped: true)
    worker.step = step
    check(worker.weights, at: step, of: worker.settings.name, isTainted: isTainted || worker.isTainted)
    give(.applied(step: step), to: worker)
  }

  private func applySnapshot(_ step: Int, _ digest: String, at worker: SimulatedWorker) {
    guard let snapshot = worker.snapshot, snapshot.step == step else { return }
    var replica = snapshot.replica
    if random.chance(settings.spoiledSnapshots) { replica.weights[0] ^= 1 }
    guard replica.digest == digest else {
      return give(.snapshotFailed(step: step, reason: "another digest"), to: worker)
    }
    worker.snapshot = nil
    worker.isTainted = isTainted
    (worker.weights, worker.step, worker.lastEvaluated) = (replica.weights, replica.step, replica.lastEvaluated)
    check(worker.weights, at: step, of: worker.settings.name, isTainted: isTainted || worker.isTainted)
    give(.snapshotApplied(step: step), to: worker)
  }

  private func vector(of node: TreeNode, in tree: ShardTree, step: Int, at worker: SimulatedWorker) -> [Int64] {
    tree.leaves(of: node).map { shard in
      let samples = settings.plan.batches.shard(shard, ofStep: step).count
      return ToyModel.vector(worker.weights, step: step, shard: shard, samples: samples)
    }.reduce([Int64](repeating: 0, count: ToyModel.vectorLength), ToyModel.sum)
  }

  private func apply(_ sum: [Int64]?, of step: Int, at worker: SimulatedWorker, tells: Bool = true) {
    guard let sum else { return problems.append("\(worker.settings.name): no sum of step \(step) to apply") }
    checkApplied(step, at: worker)
    worker.weights = ToyModel.updated(worker.weights, by: sum)
    worker.step = step
    worker.averages[step] = nil
    check(worker.weights, at: step, of: worker.settings.name, isTainted: isTainted || worker.isTainted)
    if tells { give(.applied(step: step), to: worker) }
  }
}

extension SimulatedWorker.Job {
  /// Goes through shards, and says so.
  fileprivate var isLong: Bool {
    switch self {
    case .compute, .evaluate: true
    case .prepare, .applyRoot, .applyAverage, .skip, .applySnapshot, .digest, .takeEvaluation: false
    }
  }
}
