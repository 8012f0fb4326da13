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
    if hung.contains(worker.index), case .compute = job { return }
    let generation = worker.generation
    after(duration(of: job, at: worker)) { self.workEnded(job, generation, at: worker) }
  }

  private func workEnded(_ job: SimulatedWorker.Job, _ generation: Int, at worker: SimulatedWorker) {
    guard worker.isRunning, worker.generation == generation else { return }
    if worker.isPaused { return worker.mailbox.append { self.workEnded(job, generation, at: worker) } }
    worker.isBusy = false
    perform(job, at: worker)
    work(worker)
  }

  private func duration(of job: SimulatedWorker.Job, at worker: SimulatedWorker) -> Duration {
    switch job {
    case .prepare: return worker.settings.preparation
    case .applyRoot, .applyAverage: return .microseconds(50)
    case .compute(let task): return time(of: task.shards, at: worker)
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
    case .prepare(let run):
      if let failure = worker.settings.failure {
        give(.preparationFailed(run: run, message: failure.message, exitCode: failure.exitCode), to: worker)
      } else {
        give(.prepared(run: run, worker.settings.digests, settings.plan, lanes: worker.settings.lanes), to: worker)
      }
    case .compute(let task): compute(task, at: worker)
    case .applyRoot(let step): applyOwnRoot(step, at: worker)
    case .applyAverage(let step): apply(worker.averages[step], of: step, at: worker)
    case .evaluate(let step, let shards):
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
    checkWeights(before: task.step, at: worker)
    let tree = settings.plan.tree(ofStep: task.step)
    let nodes = tree.completeNodes(covering: task.shards.joined())
    worker.results[task.step] = Dictionary(
      uniqueKeysWithValues: nodes.map { ($0, vector(of: $0, in: tree, step: task.step, at: worker)) })
    let finite = settings.notFiniteAt != task.step || !task.shards.contains { $0.contains(0) }
    let wentOn =
      finite && worker.settings.goesOn && nodes == [tree.root] && task.step <= worker.allowedAhead
    if wentOn {
      applyOwnRoot(task.step, at: worker, tells: false)
      let next = settings.plan.filled([0..<settings.plan.batches.shards], inStep: task.step + 1)
      worker.jobs.insert(.compute(ComputeTask(step: task.step + 1, attempt: task.attempt, shards: next)), at: 0)
    }
    give(
      .computed(Computed(step: task.step, attempt: task.attempt, nodes: nodes, finite: finite, wentOn: wentOn)),
      to: worker)
  }

  private func vector(of node: TreeNode, in tree: ShardTree, step: Int, at worker: SimulatedWorker) -> [Int64] {
    tree.leaves(of: node).map { shard in
      let samples = settings.plan.batches.shard(shard, ofStep: step).count
      return ToyModel.vector(worker.weights, step: step, shard: shard, samples: samples)
    }.reduce([Int64](repeating: 0, count: ToyModel.vectorLength), ToyModel.sum)
  }

  private func applyOwnRoot(_ step: Int, at worker: SimulatedWorker, tells: Bool = true) {
    let tree = settings.plan.tree(ofStep: step)
    apply(worker.results[step]?[tree.root], of: step, at: worker, tells: tells)
  }

  private func apply(_ sum: [Int64]?, of step: Int, at worker: SimulatedWorker, tells: Bool = true) {
    guard let sum else { return problems.append("\(worker.settings.name): no sum of step \(step) to apply") }
    checkApplied(step, at: worker)
    worker.weights = ToyModel.updated(worker.weights, by: sum)
    worker.step = step
    worker.averages[step] = nil
    check(worker.weights, at: step, of: worker.settings.name)
    if tells { give(.applied(step: step), to: worker) }
  }
}
