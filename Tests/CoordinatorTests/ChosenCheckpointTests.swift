import Checkpoints
import Foundation
import TestKit
import Testing

@testable import Coordinator

// Runs that go on from the checkpoint that a person named, and forks.
extension RunStartTests {
  @Test("checkpoints without a lineage, or with a damaged one, are taken when they are named, and left where they are")
  func lineageLost() throws {
    for damage in [nil, Data("x".utf8)] {
      try leaveCheckpoint(step: 4)
      if let damage {
        try damage.write(to: URL(fileURLWithPath: path("a/lineage")))
      } else {
        try remove("a/lineage")
      }
      let error = #expect(throws: CheckpointError.self) { _ = try start() }
      #expect(error?.exitCode == 65 && error?.description.contains("give --resume PATH") == true)
      for place in ["a", "a/checkpoints/step-000000004"] {
        #expect(try start([], .from(path: path(place))).content?.step == 4)
      }
      #expect(try start().content?.step == 4)
      try remove("a")
    }
  }

  @Test("a checkpoint from elsewhere that a person named is the run's own from the first moment on")
  func fromElsewhere() throws {
    try leaveCheckpoint(step: 4)
    try FileManager.default.moveItem(atPath: path("a"), toPath: path("elsewhere"))
    let weights = try start([], .from(path: path("elsewhere/checkpoints/step-000000004"))).content?.weights
    try remove("elsewhere")
    try expect(start()) { again in
      #expect(again.content?.step == 4 && again.content?.weights == weights && weights != nil)
    }
    try remove("a/checkpoints")
    #expect(throws: CheckpointError.self) { _ = try start() }
  }

  @Test("who names an earlier checkpoint goes on from it, in the next lives too, and later ones are kept aside")
  func earlier() throws {
    for step in [4, 6, 8] { try leaveCheckpoint(step: step) }
    let named = ResumePolicy.from(path: path("a/checkpoints/step-000000004"))
    try expect(start([], named)) { chosen in
      #expect(chosen.content?.step == 4)
      #expect(chosen.lineage.holdingsSince == chosen.lineage.term)
      let aside = [8, 6].map { path("a/checkpoints/step-00000000\($0).later-1") }
      #expect(chosen.notes.suffix(2) == aside.map { "a later checkpoint was moved to \($0)" }[...])
      #expect(aside.allSatisfy { FileManager.default.fileExists(atPath: $0) })
    }
    #expect(try start().content?.step == 4)
    // The run itself is no choice: its workers may hold more.
    let since = try start([], .from(path: path("a"))).lineage
    #expect(since.holdingsSince != since.term)
  }

  @Test("of a run directory only its own run's checkpoints count, and those that were refused are told")
  func otherRunsCheckpoint() throws {
    try leaveCheckpoint(step: 8)
    try FileManager.default.moveItem(atPath: path("a"), toPath: path("other"))
    try leaveCheckpoint(step: 4)
    try FileManager.default.copyItem(
      atPath: path("other/checkpoints/step-000000008"), toPath: path("a/checkpoints/step-000000008"))
    for again in 1...2 {
      try expect(start(["run.name=b"], forkOf: "a")) { fork in
        #expect(fork.content?.step == 4, "start \(again)")
        if again == 1 { #expect(fork.notes.first?.contains("belongs to another run") == true, "\(fork.notes)") }
      }
    }
    try expect(start([], .from(path: path("a")))) { found in
      #expect(found.content?.step == 4)
      #expect(found.notes.contains { $0.contains("checkpoint refused") && $0.contains("belongs to another run") })
    }
  }

  @Test("a fork's best evaluation is one of its own")
  func forkedBest() throws {
    let figures = ReplicaState.Evaluated(step: 4, sums: .init(samples: 10, correct: 5, lossSum: 1))
    try leaveCheckpoint(step: 4) { ($0.lastEvaluation, $0.bestEvaluation) = (figures, figures) }
    #expect(try start(["run.name=b"], forkOf: "a").content?.state.bestEvaluation == nil)
  }

  @Test("a checkpoint beyond the run's end is refused, and one at its end for a fork")
  func beyondTheEnd() throws {
    try leaveCheckpoint(step: 10)
    #expect(try start([], .from(path: path("a"))).content?.step == 10)
    #expect(throws: CoordinatorError.runIsLonger(path: path("a"), step: 10, total: 5)) {
      _ = try start(["run.steps=5"], .from(path: path("a")))
    }
    #expect(throws: CoordinatorError.forkIsOver(path: path("a"), step: 10, total: 10)) {
      _ = try start(["run.name=b"], forkOf: "a")
    }
  }

  @Test("the same fork again goes on, from its own checkpoint from the first moment on")
  func forkedAgain() throws {
    try leaveCheckpoint(step: 4)
    let fork = ["run.name=b", "optimizer.learning_rate=0.5"]
    let first = try start(fork, forkOf: "a").lineage
    let weights = try start(fork, forkOf: "a").content?.weights
    try expect(start(fork, forkOf: "a")) { again in
      #expect(again.content?.step == 4 && again.content?.weights == weights)
      #expect(again.lineage.run == first.run && again.lineage.term == 3)
      #expect(again.notes.first?.contains("was begun with a checkpoint of \(path("a")) before") == true)
    }
    #expect(try start(fork).content?.weights == weights)
    try remove("a")
    #expect(try start(fork, forkOf: "a").lineage.run == first.run)
  }

  @Test("a fork takes no other run's name, unless that is to be moved aside")
  func forkTaken() throws {
    try leaveCheckpoint(step: 4)
    _ = try start(["run.name=b"])
    #expect(throws: CoordinatorError.forkTaken(path: path("b"), source: path("a"))) {
      _ = try start(["run.name=b"], forkOf: "a")
    }
    let anew = try start(["run.name=b"], .never, forkOf: "a")
    #expect(anew.content?.step == 4)
    #expect(anew.notes.first == "an earlier run of this name was moved to \(path("b.1"))")
  }
}
