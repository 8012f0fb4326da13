import Foundation
import TestKit
import Testing
import Wire

@testable import Checkpoints

@Suite struct CheckpointStoreTests {
  @Test("what was saved is found again, to the last bit, under a name that tells the step")
  func roundTrip() throws {
    try Samples.withStore { store in
      var content = Samples.content(120)
      content.weights = [0, -0.0, .nan, .infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 / 3]
      content.state.epoch = .init(samples: 12, correct: 7, lossSum: 0.1 + 0.2)
      content.state.lastEvaluation = .init(step: 100, sums: .init(samples: 5, correct: 5, lossSum: -.infinity))
      content.state.bestEvaluation = .init(step: 50, sums: .init(samples: 5, correct: 5, lossSum: .nan))
      content.state.evaluationDue = true
      #expect(try store.save(content))
      let found = try #require(try store.newestValid())
      #expect(found.path.hasSuffix("/checkpoints/step-000000120") && found.refused == [])
      #expect(found.content.weights.map(\.bitPattern) == content.weights.map(\.bitPattern))
      #expect(found.content.vectors == content.vectors)
      #expect(found.content.state == content.state)
      #expect(found.content.runFile == content.runFile)
      #expect(try FileManager.default.contentsOfDirectory(atPath: found.path).sorted() == Samples.files.sorted())
      #expect(try DirectoryListing.names(store.directory) == ["step-000000120"])
    }
  }

  @Test("equal replicas give equal files")
  func equalBytes() throws {
    func files() throws -> [Data] {
      try Samples.withStore(5) { store in try Samples.files.map { try Data(contentsOf: store.file($0, ofStep: 5)) } }
    }
    #expect(try files() == files())
  }

  @Test("the newest comes first, and a run without checkpoints has none")
  func newest() throws {
    try Samples.withStore { store in
      #expect(try store.newestValid() == nil)
      for step in [9, 1_000_000_000, 10] { try store.save(Samples.content(step)) }
      #expect(try store.list() == [1_000_000_000, 10, 9])
      #expect(try store.newestValid()?.content == Samples.content(1_000_000_000))
      #expect(try CheckpointStore("/nowhere/checkpoints", layout: Samples.layout).newestValid() == nil)
    }
  }

  @Test("a valid checkpoint of the step is kept, an invalid one is moved aside")
  func kept() throws {
    try Samples.withStore(5) { store in
      var other = Samples.content(5)
      other.state.seconds = 99
      #expect(try store.save(other) == false)
      #expect(try store.newestValid()?.content == Samples.content(5))
      try Data("damage".utf8).write(to: store.file("state.json", ofStep: 5))
      #expect(try store.save(other))
      #expect(try store.newestValid()?.content == other)
      try Data("damage".utf8).write(to: store.file("state.json", ofStep: 5))
      #expect(try store.save(other))
      let names = try DirectoryListing.names(store.directory).sorted()
      #expect(names == ["step-000000005", "step-000000005.refused-1", "step-000000005.refused-2"])
    }
  }

  @Test("pruning leaves the newest valid ones, and no other name is touched")
  func prune() throws {
    try Samples.withStore(1, 2, 3, 4, 5) { store in
      let others = ["step-1", "step-000000001.refused-1", "notes", "step-0000000001"]
      for name in others {
        try FileManager.default.createDirectory(atPath: store.directory + "/" + name, withIntermediateDirectories: true)
      }
      #expect(try store.prune(keep: 3) == [2, 1])
      #expect(try store.list() == [5, 4, 3])
      #expect(try store.prune(keep: 0) == [4, 3])
      #expect(try store.list() == [5])
      #expect(try DirectoryListing.names(store.directory).sorted() == (others + ["step-000000005"]).sorted())
    }
  }

  @Test("pruning leaves the best of those that are there, by the evaluation of their own step")
  func pruneLeavesTheBest() throws {
    try Samples.withStore { store in
      // The best of all evaluations was on step 3, which has no checkpoint.
      let losses: [(step: Int, loss: Double, evaluated: Int)] = [
        (1, 30, 1), (2, 20, 2), (4, 10, 3), (5, .nan, 5), (6, 25, 6), (7, 20, 7), (8, 40, 8),
      ]
      for (step, loss, evaluated) in losses {
        var content = Samples.content(step)
        content.state.lastEvaluation = .init(step: evaluated, sums: .init(samples: 10, correct: 1, lossSum: loss))
        content.state.bestEvaluation = .init(step: min(step, 3), sums: .init(samples: 10, correct: 9, lossSum: 10))
        try store.save(content)
      }
      #expect(try store.prune(keep: 2) == [6, 5, 4, 1])
      #expect(try store.list() == [8, 7, 2])
      #expect(try store.prune(keep: 2) == [])
      var better = Samples.content(9)
      better.state.lastEvaluation = .init(step: 9, sums: .init(samples: 10, correct: 1, lossSum: 5))
      try store.save(better)
      #expect(try store.prune(keep: 2) == [7, 2])
    }
  }

  @Test("later checkpoints are put aside, and no more taken for the newest")
  func putAside() throws {
    try Samples.withStore(1, 2, 3, 4) { store in
      #expect(try store.putAside(after: 4) == [])
      #expect(try store.putAside(after: 2) == [4, 3].map { store.path(ofStep: $0) + ".later-1" })
      #expect(try store.newestValid()?.content == Samples.content(2))
      try store.save(Samples.content(3))
      #expect(try store.putAside(after: 2) == [store.path(ofStep: 3) + ".later-2"])
    }
  }

  @Test("damaged newer checkpoints do not push the newest valid one out")
  func pruneCountsValidOnes() throws {
    try Samples.withStore(1, 2, 3, 4, 5) { store in
      for step in 3...5 { try FileManager.default.removeItem(at: store.file("SHA256SUMS", ofStep: step)) }
      let next = CheckpointStore(store.directory, layout: Samples.layout)
      #expect(try next.prune(keep: 1) == [1])
      #expect(try next.newestValid()?.content == Samples.content(2))
    }
  }

  @Test("temporaries of dead writers go when a new one begins, and nothing else")
  func temporaries() throws {
    try Samples.withStore(1) { store in
      let (dead, hidden) = (".step-000000002.77-1.tmp", ".notes.tmp")
      for name in [dead, hidden] {
        try FileManager.default.createDirectory(
          atPath: "\(store.directory)/\(name)/inside", withIntermediateDirectories: true)
      }
      #expect(try store.list() == [1])
      try store.prepare()
      #expect(try DirectoryListing.names(store.directory).sorted() == [hidden, "step-000000001"])
    }
  }

  @Test("a directory that cannot be read is an error, never an empty one")
  func unreadable() throws {
    let scratch = try Scratch()
    let store = CheckpointStore(try scratch.write([1], to: "checkpoints"), layout: Samples.layout)
    #expect(throws: CheckpointError.self) { try store.newestValid() }
    #expect(throws: CheckpointError.self) { try store.prepare() }
  }
}
