import Cluster
import Datasets
import TestKit
import Testing

/// Conversations of a whole cluster, word for word. `MGD_RECORD=1 swift test --filter Scenarios` writes them anew, and fails, so that a person reads what changed.
struct Scenarios {
  @Test("One worker trains alone, one step ahead, and pauses for evaluations")
  func oneWorker() throws {
    var settings = Story.settings(workers: [.init(name: "anna", lanes: 2)])
    settings.plan = .toy(samples: 40, batch: 16, shards: 2, steps: 3, evaluateEvery: 2, validation: 7)
    try Transcript("one-worker").expect(settings)
  }

  @Test("Two workers and a last batch that is smaller than the others")
  func twoWorkers() throws {
    var settings = Story.settings(workers: [.init(name: "anna"), .init(name: "bert", start: .milliseconds(3))])
    settings.plan = .toy(samples: 19, batch: 16, shards: 4, steps: 3, evaluateEvery: 3, validation: 7)
    try Transcript("two-workers").expect(settings)
  }

  @Test("A worker that is killed is named, and with too few the run waits for another")
  func lostWorker() throws {
    var settings = Story.settings(workers: [.init(name: "anna"), .init(name: "bert")])
    settings.faults = [(.milliseconds(40), .crash(worker: 1))]
    try Transcript("lost-worker").expect(settings)
  }

  @Test("A local worker's exit is known at once")
  func localWorkerExited() throws {
    var settings = Story.settings(workers: [.init(name: "anna"), .init(name: "bert")])
    settings.faults = [(.milliseconds(40), .localWorkerExited(worker: 1, code: 139))]
    try Transcript("local-worker-exited").expect(settings)
  }

  @Test("A worker that is alive but stuck is given up at the deadline")
  func stuckWorker() throws {
    var settings = Story.settings(workers: [.init(name: "anna"), .init(name: "bert")])
    settings.faults = [(.milliseconds(30), .hang(worker: 1))]
    try Transcript("stuck-worker").expect(settings)
  }

  @Test("Workers with other data, another model, other kernels, another protocol are turned away with the reason")
  func refusals() throws {
    var (data, model, kernels) = (Digests.simulated, Digests.simulated, Digests.simulated)
    data.data = "d2d2d2d2d2d2d2d2"
    model.model = "a1a1a1a1a1a1a1a1"
    (kernels.fingerprint, kernels.instructionSet) = ("f2f2f2f2f2f2f2f2", "avx512")
    var settings = Story.settings(workers: [
      .init(name: "anna", start: .milliseconds(400)), .init(name: "data", digests: data),
      .init(name: "model", start: .milliseconds(100), digests: model),
      .init(name: "kernels", start: .milliseconds(200), digests: kernels),
      .init(name: "protocol", start: .milliseconds(300), protocols: 2...3),
      .init(name: "bad name", start: .milliseconds(320)),
      .init(name: "file", start: .milliseconds(340), failure: ("train.gz: no such file", 66)),
    ])
    settings.minWorkers = 1
    settings.plan = .toy(steps: 1)
    try Transcript("refusals").expect(settings)
  }

  @Test("A second worker of the same name waits, and so does one that comes after the start")
  func namesAndLateComers() throws {
    var settings = Story.settings(workers: [
      .init(name: "anna"), .init(name: "anna", start: .milliseconds(5)),
      .init(name: "bert", start: .milliseconds(60), once: false),
    ])
    settings.minWorkers = 1
    settings.faults = [(.milliseconds(90), .stopWorker(1)), (.milliseconds(95), .stopWorker(2))]
    try Transcript("names-and-late-comers").expect(settings)
  }

  @Test("Numbers that are not finite end the run at their step, the good figures kept")
  func notFinite() throws {
    var settings = Story.settings(workers: [.init(name: "anna"), .init(name: "bert")])
    settings.notFiniteAt = 2
    try Transcript("not-finite").expect(settings)
  }

  @Test("Lost chunks are asked for, both ways")
  func lostChunks() throws {
    var settings = Story.settings(workers: [.init(name: "anna"), .init(name: "bert")])
    settings.plan = .toy(samples: 40, batch: 16, shards: 2, steps: 3, chunks: 2)
    settings.seed = 1
    settings.network.loss = 0.12
    try Transcript("lost-chunks").expect(settings)
  }

  @Test("A coordinator that is gone: workers look for it, and wait for the next run")
  func coordinatorGone() throws {
    var settings = Story.settings(workers: [.init(name: "anna", once: false), .init(name: "bert")])
    settings.faults = [(.milliseconds(40), .crashCoordinator), (.seconds(75), .stopWorker(0))]
    try Transcript("coordinator-gone").expect(settings)
  }

  @Test("A coordinator that stood still: workers open new sockets and the run goes on")
  func stalledCoordinator() throws {
    var settings = Story.settings(workers: [.init(name: "anna"), .init(name: "bert")])
    settings.plan = .toy(samples: 64, batch: 16, shards: 4, steps: 4, evaluateEvery: 2)
    settings.faults = [(.milliseconds(40), .pauseCoordinator(for: .seconds(8)))]
    try Transcript("stalled-coordinator").expect(settings)
  }

  @Test("A link that was broken for seconds: what was lost is asked for")
  func brokenLink() throws {
    var settings = Story.settings(workers: [.init(name: "anna"), .init(name: "bert")])
    settings.faults = [(.milliseconds(40), .cut(worker: 1, for: .milliseconds(3_500)))]
    try Transcript("broken-link").expect(settings)
  }

  @Test("A person stops the coordinator in the middle of a step")
  func stopped() throws {
    var settings = Story.settings(workers: [.init(name: "anna"), .init(name: "bert")])
    settings.faults = [(.milliseconds(40), .stopCoordinator)]
    try Transcript("stopped").expect(settings)
  }

  @Test("A worker that is told to stop says goodbye, and with too few the run waits for another")
  func workerStopped() throws {
    var settings = Story.settings(workers: [.init(name: "anna"), .init(name: "bert")])
    settings.faults = [(.milliseconds(40), .stopWorker(1))]
    try Transcript("worker-stopped").expect(settings)
  }

  @Test("A worker that comes in the middle gets the replica, then takes part")
  func joiner() throws {
    var settings = Story.settings(workers: [.init(name: "anna"), .init(name: "bert", start: .milliseconds(70))])
    settings.minWorkers = 1
    try Transcript("joiner").expect(settings)
  }

  @Test("A worker that stands still: its shards are computed by the other, and it comes back to do its part")
  func straggler() throws {
    var settings = Story.settings(workers: [.init(name: "anna"), .init(name: "bert")])
    settings.faults = [(.milliseconds(40), .pause(worker: 1, for: .milliseconds(60)))]
    try Transcript("straggler").expect(settings)
  }

  @Test("A coordinator that is killed and started again takes over what its workers hold")
  func takeOver() throws {
    var settings = Story.settings(workers: [.init(name: "anna"), .init(name: "bert")])
    settings.faults = [(.milliseconds(60), .crashCoordinator), (.milliseconds(300), .restartCoordinator)]
    try Transcript("take-over").expect(settings)
  }

  @Test("An audit finds a worker whose numbers are wrong before anybody has applied them")
  func audit() throws {
    var settings = Story.settings(workers: [.init(name: "anna"), .init(name: "bert"), .init(name: "carl")])
    (settings.minWorkers, settings.auditEvery) = (1, 2)
    settings.badProcessors = [1: BadProcessor()]
    try Transcript("audit").expect(settings)
  }

  @Test("A replica that differs at a checkpoint is dropped, and the others go back to the last one")
  func spoiledReplica() throws {
    var settings = Story.settings(workers: [.init(name: "anna"), .init(name: "bert")])
    settings.minWorkers = 1
    settings.checkpoints = CheckpointPolicy(everySteps: 2, everyEpochs: nil, every: nil)
    settings.faults = [(.milliseconds(58), .spoilReplica(worker: 1))]
    try Transcript("spoiled-replica").expect(settings)
  }

  @Test("Frames of strangers are counted by reason, and the run goes on")
  func strays() throws {
    var settings = Story.settings(workers: [.init(name: "anna")])
    settings.faults = [(.milliseconds(1), .strays), (.milliseconds(40), .strays)]
    settings.plan = .toy(steps: 2)
    try Transcript("strays").expect(settings)
  }
}

/// What the stories have in common.
enum Story {
  static func settings(workers: [SimulatedWorkerSettings]) -> SimulationSettings {
    var settings = SimulationSettings(
      seed: 1, plan: .toy(samples: 64, batch: 16, shards: 4, steps: 8), workers: workers)
    settings.shardTime = .milliseconds(4)
    settings.recordsTrace = true
    return settings
  }
}
