import Cluster
import Reduction
import Training

extension Computation {
  func compute(_ task: ComputeTask) {
    let number = numberTask()
    enqueue { computation, session in computation.computeNow(task, number, session) }
  }

  func applyRoot(step: Int, samples: Int) {
    guard let session else { return }
    // Held at once: the commit, and with it the release, may come before the queue gets there.
    guard let root = results.hold(step, root: session.run.plan.tree(ofStep: step).root) else { return }
    enqueue { computation, session in
      guard session.replica.step == step - 1 else { return computation.results.letGo(step) }
      computation.apply(root, step: step, samples: samples, session)
      computation.inbox.post(.applied(step: step))
    }
  }

  func keepAverage(_ vector: FrameVector, ofStep step: Int) { results.keepAverage(vector, ofStep: step) }

  func applyAverage(step: Int) {
    enqueue { computation, session in
      guard session.replica.step == step - 1, let average = computation.results.takeAverage(ofStep: step) else {
        return
      }
      session.replica.apply(average, scale: 1, step: step)
      computation.failpoints.spoil(weights: session.replica.weights, step: step)
      computation.inbox.post(.applied(step: step))
    }
  }

  func skip(step: Int) {
    enqueue { computation, session in
      guard session.replica.step == step - 1 else { return }
      session.replica.skip(step: step)
      computation.inbox.post(.applied(step: step))
    }
  }

  func evaluate(step: Int, shards: [Range<Int>]) {
    let life = lifeMark()
    enqueue { computation, session in
      guard session.replica.step == step else { return }
      let figures = session.loop.evaluate(
        shards: shards.flatMap(Array.init), weights: session.replica.weights,
        goesOn: { place in
          computation.activity.sign(place)
          return life == computation.lifeMark()
        })
      guard life == computation.lifeMark() else { return }
      computation.inbox.post(.evaluated(step: step, figures))
    }
  }

  /// A node's vector while it is kept; only to be read.
  func vector(of node: TreeNode, step: Int, isAudit: Bool) -> FlatBuffer? {
    results.vector(of: node, step: step, isAudit: isAudit)
  }

  /// Computes a step, and goes on by itself while it holds whole, finite roots and is allowed to: that spares a change of threads a step.
  private func computeNow(_ first: ComputeTask, _ number: Int, _ session: Session) {
    let life = lifeMark()
    var task = first
    while session.replica.step == task.step - 1, let computed = computeStep(task, number, session), life == lifeMark() {
      let root = session.run.plan.tree(ofStep: task.step).root
      guard computed.finite, !task.isAudit, isAllowedAhead(task.step), computed.nodes == [root],
        let sum = results.hold(task.step, root: root)
      else { return inbox.post(.computed(computed)) }
      var ahead = computed
      ahead.wentOn = true
      inbox.post(.computed(ahead))
      apply(sum, step: task.step, samples: session.run.plan.batches.samples(inStep: task.step), session)
      // The holder of a root computes all shards; the first task's may be fewer, when its batch had not enough samples.
      task = ComputeTask(step: task.step + 1, attempt: task.attempt, shards: [0..<session.run.plan.batches.shards])
    }
  }

  /// The nodes of a task; nil when somebody else has computed its step.
  private func computeStep(_ task: ComputeTask, _ number: Int, _ session: Session) -> Computed? {
    failpoints.begin(step: task.step)
    let shards = session.run.plan.filled(task.shards, inStep: task.step).flatMap(Array.init)
    let sums = PartialSums(session.run.plan.tree(ofStep: task.step), pool: results.sharedPool)
    session.loop.compute(
      step: task.step, shards: shards, weights: session.replica.weights, into: sums, pool: results.sharedPool,
      goesOn: { place in
        self.activity.sign(place)
        return !self.isCancelled(task.step, task: number)
      })
    guard !isCancelled(task.step, task: number) else {
      sums.removeAll()
      return nil
    }
    let nodes = sums.nodes
    let vectors = nodes.compactMap { node in sums.take(node).map { (node: node, vector: $0) } }
    if !task.isAudit { failpoints.spoil(vectors.map(\.vector), step: task.step) }
    let notFinite = vectors.filter { !$0.vector.isFinite }.map(\.node)
    results.keep(vectors, ofStep: task.step, attempt: task.attempt, isAudit: task.isAudit)
    return Computed(
      step: task.step, attempt: task.attempt, nodes: nodes, notFinite: notFinite, isAudit: task.isAudit)
  }

  private func apply(_ root: FlatBuffer, step: Int, samples: Int, _ session: Session) {
    session.replica.apply(root, scale: session.run.layout.scale(samples: samples), step: step)
    failpoints.spoil(weights: session.replica.weights, step: step)
    results.letGo(step)
  }
}
