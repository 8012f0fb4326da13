import Cluster
import Wire

// What holds at every moment, whatever goes wrong. The numbers are those of the list that the simulator follows.
extension SimulatedCluster {
  /// 1: committed steps are 1, 2, 3, ... each once.
  func checkCommit(_ commit: Commit) {
    if commit.step != committedSteps + 1 {
      problems.append("step \(commit.step) is committed after step \(committedSteps)")
    }
    if commit.samples != settings.plan.batches.samples(inStep: commit.step) {
      problems.append("step \(commit.step) is divided by \(commit.samples)")
    }
    // 7: numbers that are not finite never reach the weights.
    if commit.step == settings.notFiniteAt, !commit.isSkipped {
      problems.append("step \(commit.step) is not finite, and committed")
    }
    checkEvaluated(before: commit.step, by: coordinator.lastEvaluated, of: "coordinator")
    committedSteps = commit.step
    highestCommit = max(highestCommit, commit.step)
  }

  /// 6: a life of the coordinator goes on from the newest replica that is left.
  func checkNothingLost() {
    guard settings.losesNothing, newestAtDeath > coordinator.step else { return }
    problems.append("a worker held step \(newestAtDeath), the run goes on from \(coordinator.step)")
  }

  /// 6: what was reported durable is found again.
  func checkDurable() {
    let step = disk.checkpoint?.step ?? 0
    if step < disk.reported { problems.append("a checkpoint of step \(disk.reported) was durable, found \(step)") }
  }

  /// 5: nothing of a try that was thrown away is taken.
  func checkAttempt(_ header: FrameHeader) {
    guard let audit = coordinator.audit, audit.step == Int(header.step), audit.attempt != Int(header.attempt) else {
      return
    }
    problems.append("a frame of try \(header.attempt) of step \(header.step) is taken in try \(audit.attempt)")
  }

  /// 7: shards that two workers have found not to be finite are the run's own at once, however they were cut.
  func checkDiverged(_ bad: SimulatedCoordinator.Staged) {
    let tree = settings.plan.tree(ofStep: Int(bad.step))
    coordinator.bad.removeAll { ($0.step, $0.attempt) != (bad.step, bad.attempt) }
    let isKnown = coordinator.bad.contains {
      $0.incarnation != bad.incarnation && tree.leaves(of: $0.node).overlaps(tree.leaves(of: bad.node))
    }
    coordinator.bad.append(bad)
    guard isKnown, [.running, .waiting].contains(coordinator.machine.stage), committedSteps < bad.step else { return }
    problems.append("two workers found numbers of step \(bad.step) not finite, and the run goes on with it")
  }

  /// A joiner is dealt nothing while its replica is on its way.
  func checkDeal(_ deal: Deal, to peer: PeerID) {
    guard let socket = socket(of: peer), !deal.shards.isEmpty, Int(deal.fromStep) > machineWindow + 2 else { return }
    let worker = workers[socket.worker]
    guard worker.isRunning, worker.life == socket.life, worker.machine.stage == .ready,
      coordinator.outgoing[worker.machine.incarnation] != nil
    else { return }
    problems.append("\(worker.settings.name) waits for its replica, and is dealt shards of step \(deal.fromStep)")
  }

  /// A replica arrives as it was sent.
  func checkEnd(_ outcome: Outcome, of worker: SimulatedWorker) {
    guard outcome.ending == .failed(exitCode: 70), settings.spoiledSnapshots == 0 else { return }
    problems.append("\(worker.settings.name) ends: \(outcome.message)")
  }

  /// 12: nobody joins and is lost again and again.
  func checkCalm(_ report: CoordinatorReport) {
    guard case .joined = report else { return }
    joins.append(now)
    joins.removeAll { now - $0 > .seconds(60) }
    let most = 12 * workers.count + 2 * settings.faults.count
    if joins.count > most { problems.append("\(joins.count) joins in a minute") }
  }

  /// Nobody is dropped for wrong numbers but the one whose processor is bad.
  func checkBlame(_ name: String, _ reason: String) {
    let bad = Set(settings.badProcessors.keys).union(settings.notFiniteOf.keys)
    guard !isTainted, !bad.contains(where: { settings.workers[$0].name == name }) else { return }
    problems.append("\(name) is blamed: \(reason)")
  }

  /// 3: a shard contributes once to a commit.
  func checkRoot(_ root: [Int64], step: Int) {
    let samples = settings.plan.batches.samples(inStep: step)
    if root[ToyModel.parameters] != Int64(samples) {
      problems.append("the sum of step \(step) holds \(root[ToyModel.parameters]) samples instead of \(samples)")
    }
  }

  /// 1: no step is applied twice or left out, and nobody is more than one step ahead of the commits.
  func checkApplied(_ step: Int, at worker: SimulatedWorker, isSkipped: Bool = false) {
    let name = worker.settings.name
    if step != worker.step + 1 { problems.append("\(name): step \(step) is applied after step \(worker.step)") }
    if step > highestCommit + 1 { problems.append("\(name): step \(step) is applied, committed \(committedSteps)") }
    if step == settings.notFiniteAt, !isSkipped { problems.append("\(name): step \(step) is not finite, and applied") }
    checkEvaluated(before: step, by: worker.lastEvaluated, of: name)
  }

  /// 2: the last evaluation belongs to a replica, so nobody goes past one that is due.
  func checkEvaluated(before step: Int, by lastEvaluated: Int, of name: String) {
    guard settings.plan.evaluationDue(afterStep: step - 1), lastEvaluated != step - 1 else { return }
    problems.append("\(name): goes past the evaluation after step \(step - 1), knows that after \(lastEvaluated)")
  }

  /// 2: equal step, equal digest, and equal to the run without faults.
  ///
  /// - Parameter isTainted: Spoiled weights may travel, until they are found.
  func check(_ weights: [Int64], at step: Int, of name: String, isTainted: Bool) {
    guard !isTainted else { return }
    guard reference.weights.indices.contains(step), reference.weights[step] == weights else {
      return problems.append("\(name): wrong weights at step \(step)")
    }
  }

  /// Nothing writes to weights that a computation reads.
  func checkUndisturbed(_ worker: SimulatedWorker) {
    if worker.weights != worker.weightsAtBegin {
      problems.append("\(worker.settings.name): the weights changed while they were computed with")
    }
  }

  /// An evaluation never sees weights that are not final.
  func checkEvaluationWeights(_ step: Int, at worker: SimulatedWorker) {
    if worker.step != step || highestCommit < step {
      problems.append(
        "\(worker.settings.name): evaluates step \(step) on the weights of step \(worker.step), committed \(committedSteps)"
      )
    }
  }

  /// 9: nobody is a member but the run's own workers, each name once.
  func checkMembers() {
    let members = coordinator.machine.memberNames
    guard members != coordinator.members else { return }
    coordinator.members = members
    if Set(members).count != members.count || !members.allSatisfy(names.contains) {
      problems.append("members are \(members)")
    }
  }

  /// 8: what is kept is bounded.
  func checkReplicas() {
    for worker in workers where worker.results.count > 2 || worker.averages.count > 16 || worker.jobs.count > 32 {
      problems.append(
        "\(worker.settings.name): keeps results of \(worker.results.count) steps, averages \(worker.averages.count), "
          + "jobs \(worker.jobs.count)")
    }
    if coordinator.isRunning, coordinator.machine.committed != committedSteps {
      problems.append("the machine's commits are not the shell's")
    }
  }
}
