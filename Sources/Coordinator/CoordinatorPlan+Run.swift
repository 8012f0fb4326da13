import Checkpoints
import Cluster
import RunFiles
import Training
import Wire
import ZeroMQ

extension CoordinatorPlan {
  /// What a run file and the run's directory say to the machine.
  ///
  /// - Parameter local: Where local workers of this run come, whichever life of its coordinator started them.
  init(_ run: PreparedRun, _ welcome: Welcome, _ start: RunStart, localWorkers: [String], local: Endpoint?) {
    let settings = run.settings
    let cluster = settings.cluster
    self.init(
      run: start.lineage.run, term: start.lineage.term, life: start.lineage.life,
      welcome: welcome, training: run.plan,
      minWorkers: cluster.minWorkers, build: Build.version,
      averageWindow: settings.exchange.window)
    times.drain = cluster.drainTimeout
    times.rejoinGrace = cluster.rejoinGrace
    firstStep = start.content?.step ?? 0
    evaluationDue = start.content?.state.evaluationDue ?? false
    lastValidation = start.content?.state.lastEvaluation?.stepFigures
    checkpoints = CheckpointPolicy(settings.checkpoint)
    self.localWorkers = localWorkers
    acceptsOthers = cluster.listen != nil
    auditEvery = cluster.auditEvery > 0 ? cluster.auditEvery : nil
    badNumbers = settings.run.onBadNumbers == .skip ? .skip : .stop
    holdingsSince = start.lineage.holdingsSince ?? 0
    // A local process that is gone does not come back.
    lineage = start.lineage.members.filter { member in
      guard let process = member.process else { return true }
      return local.map { LocalWorkers.isWorker(process, name: member.name, at: $0) } ?? false
    }.map { LineageMember(name: $0.name, incarnation: $0.incarnation) }
  }
}

extension CheckpointPolicy {
  init(_ settings: RunSettings.Checkpoint) {
    self.init(
      everySteps: settings.everySteps, everyEpochs: settings.everyEpochs > 0 ? settings.everyEpochs : nil,
      every: settings.everySeconds > .zero ? settings.everySeconds : nil, isRequired: settings.required)
  }
}
