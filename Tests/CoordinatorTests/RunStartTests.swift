import Checkpoints
import Foundation
import RunFiles
import TestKit
import Testing
import Training

@testable import Coordinator

/// Where a run begins, by what lies in its directory and what it is asked for.
@Suite struct RunStartTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static let runFile = """
    [run]
    name = "a"
    steps = 10
    [data]
    format = "generated"
    name = "xor"
    samples = 32
    validation_samples = 0
    [model]
    input = [2]
    layers = [{ type = "linear", outputs = 2 }]
    [loss]
    type = "cross_entropy"
    [optimizer]
    type = "adam"
    [batch]
    size = 4
    shards = 2
    """

  func prepared(_ overrides: [String] = []) throws -> PreparedRun {
    try PreparedRun(
      RunFile.parse(
        Array(Self.runFile.utf8), path: "run.toml",
        overrides: ["run.directory=\(scratch.path)"] + overrides))
  }

  func start(
    _ overrides: [String] = [], _ resume: ResumePolicy = .auto, forkOf: String? = nil
  ) throws -> RunStart {
    try RunStart(prepared(overrides), resume, forkOf: forkOf)
  }

  /// A life of run a that leaves a checkpoint of this step, as its coordinator does.
  func leaveCheckpoint(step: Int, _ edit: (inout ReplicaState) -> Void = { _ in }) throws {
    let run = try prepared()
    let start = try RunStart(run, .auto, forkOf: nil)
    let replica = Replica(run)
    let count = replica.stateNames.count
    var state = ReplicaState(
      run: start.lineage.run, term: start.lineage.term, step: step, optimizerSteps: step,
      decidingDigest: run.settings.decidingDigest, fingerprint: "", dataDigest: run.dataDigest)
    edit(&state)
    let weights = run.initialWeights.map { $0 + Float(step) }
    try start.store.save(
      CheckpointContent(
        weights: weights,
        vectors: (0..<count).map { .init(name: replica.stateNames[$0], values: weights.map { _ in 0 }) },
        state: state, runFile: run.settings.toml()))
    var lineage = start.lineage
    lineage.hasCheckpoint = true
    try lineage.write(to: start.directory.path)
  }

  /// Looks at a start, whose directory another one can lead afterwards.
  func expect(_ start: RunStart, _ look: (RunStart) throws -> Void) rethrows { try look(start) }

  func path(_ name: String) -> String { scratch.file(name) }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }
  @Test("a run goes on from its newest checkpoint with a higher term")
  func goesOn() throws {
    try leaveCheckpoint(step: 4)
    let again = try start()
    #expect(again.content?.step == 4 && again.lineage.term == 2)
  }

  @Test("other data than the run began with are refused, but not for a fork")
  func otherData() throws {
    try leaveCheckpoint(step: 4) { $0.dataDigest = String(repeating: "0", count: 64) }
    for resume in [ResumePolicy.auto, .from(path: path("a"))] {
      let error = #expect(throws: CoordinatorError.self) { _ = try start([], resume) }
      #expect(error?.exitCode == 78)
      #expect(error?.description.contains("began with other data: their digest was 0000000000000000 and is") == true)
    }
    #expect(try start(["run.name=b"], forkOf: "a").content?.step == 4)
  }

  @Test("a checkpoint that does not say its data is taken")
  func olderCheckpoint() throws {
    try leaveCheckpoint(step: 4) { $0.dataDigest = nil }
    #expect(try start().content?.step == 4)
  }

  @Test("kernels of other bits are refused, unless the run file allows them")
  func otherKernels() throws {
    try leaveCheckpoint(step: 4) { ($0.fingerprint, $0.instructionSet) = ("0123", "vax") }
    let error = #expect(throws: CoordinatorError.self) {
      _ = try start().comparedDigests(prepared()) { _ in }
    }
    #expect(error?.exitCode == 78 && error?.description.contains("than kernels vax with which") == true)
    var notes: [String] = []
    let allowed = ["cluster.require_same_bits=false"]
    let digests = try start(allowed).comparedDigests(prepared(allowed)) { notes.append($0) }
    #expect(digests != nil && notes.count == 1)
    try leaveCheckpoint(step: 5) { $0.fingerprint = digests?.fingerprint ?? "" }
    #expect(try start().comparedDigests(prepared()) { _ in Issue.record("told") } == digests)
  }

  @Test("without its run.toml the run file of the checkpoint counts")
  func runFileGone() throws {
    try leaveCheckpoint(step: 4)
    let error = #expect(throws: CoordinatorError.self) { _ = try start(["optimizer.learning_rate=0.5"]) }
    #expect(error?.description.contains("optimizer.learning_rate: 0.001 became 0.5") == true)
  }

  @Test("a run.toml that cannot be read is not passed over")
  func runFileUnreadable() throws {
    try leaveCheckpoint(step: 4)
    try Data([0xff, 0xfe, 0x80]).write(to: URL(fileURLWithPath: path("a/run.toml")))
    let error = #expect(throws: CoordinatorError.self) { _ = try start() }
    #expect(error?.exitCode == 78)
  }

  @Test("a finished run is finished, whatever became of its last checkpoints")
  func finishedWithOlder() throws {
    try leaveCheckpoint(step: 4)
    for (name, text) in [("model.safetensors", ""), ("summary.json", #"{"status": "done", "steps": 10}"#)] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path("a/\(name)")))
    }
    #expect(throws: CoordinatorError.runIsFinished(path: path("a"), steps: 10)) { _ = try start() }
    #expect(throws: CoordinatorError.runIsLonger(path: path("a"), step: 10, total: 9)) {
      _ = try start(["run.steps=9"])
    }
    #expect(try start(["run.steps=20"]).content?.step == 4)
  }

  @Test("a run that has lost its checkpoints never begins anew by itself")
  func checkpointsLost() throws {
    try leaveCheckpoint(step: 4)
    try remove("a/checkpoints")
    let error = #expect(throws: CheckpointError.self) { _ = try start() }
    #expect(error?.exitCode == 65 && error?.description.contains("begin anew with --resume never") == true)
    let anew = try start([], .never)
    #expect(anew.content == nil && anew.notes == ["an earlier run of this name was moved to \(path("a.1"))"])
  }

  @Test("a finished run that has only its model left is finished")
  func finishedAlone() throws {
    try leaveCheckpoint(step: 10)
    try remove("a/checkpoints")
    for (name, text) in [("model.safetensors", ""), ("summary.json", #"{"status": "done", "steps": 10}"#)] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path("a/\(name)")))
    }
    #expect(throws: CoordinatorError.runIsFinished(path: path("a"), steps: 10)) { _ = try start() }
    let error = #expect(throws: CheckpointError.self) { _ = try start(["run.steps=20"]) }
    #expect(error?.exitCode == 65)
  }

  @Test("a directory of something else is moved aside, and that is told")
  func otherDirectory() throws {
    try FileManager.default.createDirectory(atPath: path("a/x"), withIntermediateDirectories: true)
    #expect(try start().notes.first == "an earlier run of this name was moved to \(path("a.1"))")
  }
}
