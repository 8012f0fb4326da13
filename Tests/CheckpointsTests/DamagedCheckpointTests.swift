import Foundation
import TestKit
import Testing
import Wire

@testable import Checkpoints

/// A checkpoint is found as it was written, or refused with the file and the reason.
@Suite struct DamagedCheckpointTests {
  /// What is said about step 2 of a run with the checkpoints 1 and 2, after a change.
  private func refusal(_ change: (CheckpointStore) throws -> Void) throws -> String {
    return try Samples.withStore(1, 2) { store in
      try change(store)
      let found = try #require(try store.newestValid())
      #expect(found.content == Samples.content(1))
      return try #require(found.refused.first).reason.description.replacing(store.path(ofStep: 2) + "/", with: "")
    }
  }

  @Test("every change of every byte is noticed", arguments: Samples.files)
  func flips(_ name: String) throws {
    try Samples.withStore(1) { store in
      let file = store.file(name, ofStep: 1)
      let whole = try Data(contentsOf: file)
      for place in whole.indices {
        for change: UInt8 in [1, 2, 4, 8, 16, 32, 64, 128, 0x55, 0xFF] {
          var changed = whole
          changed[place] ^= change
          try changed.write(to: file)
          #expect(throws: CheckpointError.self, "byte \(place) changed by \(change)") {
            try CheckpointReader(store.path(ofStep: 1)).content(Samples.layout, step: 1)
          }
        }
      }
    }
  }

  @Test("every length but the right one is noticed", arguments: Samples.files)
  func truncations(_ name: String) throws {
    try Samples.withStore(1) { store in
      let file = store.file(name, ofStep: 1)
      let whole = try Data(contentsOf: file)
      for content in whole.indices.map({ whole.prefix($0) }) + [whole + [0], whole + whole, whole + Data("\n".utf8)] {
        try content.write(to: file)
        let error = #expect(throws: CheckpointError.self, "\(content.count) bytes") {
          try CheckpointReader(store.path(ofStep: 1)).content(Samples.layout, step: 1)
        }
        #expect(error?.description.contains(name) == true)
      }
    }
  }

  @Test("a file of zeros, a missing file and no file at all are told", arguments: Samples.files)
  func zeros(_ name: String) throws {
    #expect(
      try refusal { store in
        let count = try Data(contentsOf: store.file(name, ofStep: 2)).count
        try Data(count: count).write(to: store.file(name, ofStep: 2))
      }.contains(name))
    #expect(
      try refusal { try FileManager.default.removeItem(at: $0.file(name, ofStep: 2)) } == "\(name): no such file")
    #expect(
      try refusal { store in
        try FileManager.default.removeItem(at: store.file(name, ofStep: 2))
        try FileManager.default.createDirectory(at: store.file(name, ofStep: 2), withIntermediateDirectories: false)
      }.hasPrefix("\(name): "))
  }

  @Test("a file of another checkpoint is told, and so are two that were exchanged", arguments: CheckpointFile.summed)
  func exchanged(_ name: String) throws {
    guard name != CheckpointFile.runFile else { return }
    #expect(
      try refusal { store in
        try FileManager.default.removeItem(at: store.file(name, ofStep: 2))
        try FileManager.default.copyItem(at: store.file(name, ofStep: 1), to: store.file(name, ofStep: 2))
      }.contains(name))
    let other = name == CheckpointFile.model ? CheckpointFile.optimizer : CheckpointFile.model
    _ = try refusal { store in
      let (one, two) = (store.file(name, ofStep: 2), store.file(other, ofStep: 2))
      let (first, second) = (try Data(contentsOf: one), try Data(contentsOf: two))
      try second.write(to: one)
      try first.write(to: two)
    }
  }

  @Test("a checkpoint under another step's name is told")
  func renamed() throws {
    let told = try refusal { store in
      try FileManager.default.removeItem(atPath: store.path(ofStep: 2))
      try FileManager.default.copyItem(atPath: store.path(ofStep: 1), toPath: store.path(ofStep: 2))
    }
    #expect(
      told == "state.json: expected step 2, as the directory's name says, found step 1; was the directory renamed?")
  }

  @Test("a whole checkpoint of another run is told")
  func otherRun() throws {
    let told = try refusal { store in
      var content = Samples.content(2)
      content.state.run = RunID(high: 7, low: 7)
      try replace(2, of: store, with: content, Samples.layout)
    }
    #expect(told.contains("state.json: expected run \(Samples.run), found run \(RunID(high: 7, low: 7))"))
  }

  @Test("a whole checkpoint of another model is told with the names and shapes")
  func otherShape() throws {
    let told = try refusal { store in
      let slices = [
        NamedSlice(name: "0.weight", shape: [3, 2], range: 0..<6), NamedSlice(name: "1.bias", shape: [1], range: 6..<7),
      ]
      try replace(
        2, of: store, with: Samples.content(2), .init(slices: slices, optimizer: "sgd", vectors: ["momentum_buffer"]))
    }
    #expect(
      told == "model.safetensors: expected the tensors of the model, found no \"0.bias\", an unknown \"1.bias\", "
        + "\"0.weight\" as [3, 2] instead of [2, 3]; is the file from this run file?")
  }

  @Test("the state of another optimizer is told")
  func otherOptimizer() throws {
    let told = try refusal { store in
      var content = Samples.content(2)
      content.vectors = []
      try replace(2, of: store, with: content, .init(slices: Samples.layout.slices, optimizer: "sgd", vectors: []))
    }
    #expect(told.hasPrefix("optimizer.safetensors: expected the tensors of the sgd optimizer, found no \"optim.sgd."))
  }

  @Test("files that do not belong together are told, even with right checksums")
  func mixed() throws {
    let told = try refusal { store in
      var content = Samples.content(2)
      content.state.optimizerSteps = 1
      try replace(2, of: store, with: content, Samples.layout) { directory in
        try Samples.content(2).state.json().write(to: URL(fileURLWithPath: "\(directory)/state.json"))
        var sums = Checksums()
        for name in CheckpointFile.summed { sums.add(name, try InputFile("\(directory)/\(name)").digest()) }
        try Data(sums.text.utf8).write(to: URL(fileURLWithPath: "\(directory)/SHA256SUMS"))
      }
    }
    #expect(told == "state.json: expected 1 optimizer steps, as optimizer.safetensors says, found 2")
  }

  @Test("a file that does not belong to the checkpoint is let be")
  func unknownFile() throws {
    try Samples.withStore(1, 2) { store in
      try Data("keep this one".utf8).write(to: store.file("notes.txt", ofStep: 2))
      #expect(try store.newestValid()?.content == Samples.content(2))
    }
  }

  @Test("checkpoints of which none can be used are an error that names each, never a new start")
  func noneValid() throws {
    try Samples.withStore(1, 2) { store in
      for step in 1...2 { try FileManager.default.removeItem(at: store.file("state.json", ofStep: step)) }
      let error = #expect(throws: CheckpointError.self) { try store.newestValid() }
      #expect(error?.exitCode == 65)
      #expect(error?.description.contains("step-000000002/state.json: no such file") == true)
      #expect(error?.description.contains("step-000000001/state.json: no such file") == true)
    }
  }

  @Test(
    "a checkpoint that somebody renamed is no reason for a new start either",
    arguments: ["step-1", "step-000000001.bak", "step-\u{301}000000001"])
  func otherName(_ name: String) throws {
    try Samples.withStore(1) { store in
      try FileManager.default.moveItem(atPath: store.path(ofStep: 1), toPath: store.directory + "/" + name)
      #expect(throws: CheckpointError.self) { try store.newestValid() }
    }
  }

  /// Puts another content in the place of a step, whole in itself.
  private func replace(
    _ step: Int, of store: CheckpointStore, with content: CheckpointContent, _ layout: CheckpointLayout,
    _ change: (String) throws -> Void = { _ in }
  ) throws {
    let scratch = try Scratch()
    try CheckpointWriter(directory: scratch.path, layout: layout).write(content)
    let made = scratch.file(CheckpointName.text(content.step))
    try change(made)
    try FileManager.default.removeItem(atPath: store.path(ofStep: step))
    try FileManager.default.moveItem(atPath: made, toPath: store.path(ofStep: step))
  }
}
