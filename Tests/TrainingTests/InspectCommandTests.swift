import Datasets
import Foundation
import NeuralNetworks
import Reduction
import TestKit
import Testing
import Training

@Suite("mgd inspect")
struct InspectCommandTests {
  @Test("the sample order is that of training, from epoch 0", arguments: [0, 3])
  func sampleOrder(epoch: Int) throws {
    let result = try Workshop().mgd("inspect", "run.toml", "--sample-order", "\(epoch)")
    let order = SampleOrder(seed: 3, epoch: epoch, count: 200)
    #expect(result.lines == (0..<200).map { "\(order.id(at: $0))" })
    #expect(result.errors == "")
  }

  @Test("the initial weights are those of training, and change with the seed")
  func initialWeights() throws {
    let workshop = try Workshop()
    #expect(try workshop.mgd("inspect", "run.toml", "--initial-weights", "first.safetensors").exitCode == 0)
    #expect(
      try workshop.mgd("inspect", "run.toml", "--initial-weights", "other.safetensors", "--set", "run.seed=4").exitCode
        == 0)
    let run = try PreparedRun(workshop.settings)
    let model = try workshop.settings.model
    #expect(try model.readWeights(workshop.scratch.file("first.safetensors")).scalars == run.initialWeights)
    #expect(try model.readWeights(workshop.scratch.file("other.safetensors")).scalars != run.initialWeights)
  }

  @Test("a file of weights gives its tensors with their ranges")
  func weights() throws {
    let workshop = try Workshop(layers: #"{ type = "linear", outputs = 2 }"#)
    try workshop.write(weights: [1, -2, 3, .infinity, 0.5, 1.5])
    let result = try workshop.mgd("inspect", "model.safetensors")
    #expect(result.output.contains("0.bias     F32    2        0.5000   1.0000   1.5000"))
    #expect(result.output.contains("0.weight   F32    2 x 2   -2.0000   0.6667   3.0000"))
    #expect(result.output.contains("note: 0.weight has 1 number not finite"))
    #expect(result.output.contains("2 tensors, 6 numbers, format = pt"))
  }

  @Test("a run file gives the model and its parameters")
  func runFile() throws {
    let result = try Workshop().mgd("inspect", "run.toml")
    #expect(result.output.contains("linear 2-8, relu"))
    #expect(result.output.contains("2.weight    2 x 8"))
  }

  @Test("a run whose last life left no figures has a newest checkpoint")
  func goesOn() throws {
    let workshop = try Workshop()
    let none = try workshop.mgd("inspect", ".").output
    #expect(none.contains("the run goes on, or was ended by force; there is no checkpoint"), "\(none)")
    try FileManager.default.createDirectory(
      atPath: workshop.scratch.file("checkpoints/step-000001200"), withIntermediateDirectories: true)
    let some = try workshop.mgd("inspect", ".").output
    #expect(some.contains("or was ended by force; the newest checkpoint is that of step 1,200"), "\(some)")
  }

  @Test(
    "mistakes are named",
    arguments: [
      (["none"], 66, "none: expected the directory of a run or a run file, found nothing"),
      (["notes.txt"], 65, "notes.txt: expected the directory of a run, a run file (.toml) or weights (.safetensors)"),
      (["short.safetensors"], 65, "8 bytes with the header's length"),
      (["empty"], 66, "empty: expected the directory of a run, found no run.toml in it"),
      (["half"], 65, "half/summary.json: expected the figures of a run"),
      (["run.toml", "--sample-order", "-1"], 64, "--sample-order -1: expected an epoch from 0"),
      (["run.toml", "--sample-order", "first"], 64, "first"),
      (
        ["run.toml", "--initial-weights", "nowhere/w.safetensors"], 73,
        "nowhere/w.safetensors: cannot be written: create"
      ),
      (["short.safetensors", "--sample-order", "0"], 64, "found weights alone"),
    ] as [([String], Int32, String)])
  func mistakes(arguments: [String], exitCode: Int32, message: String) throws {
    let workshop = try Workshop()
    _ = try workshop.scratch.write(Array("hello".utf8), to: "notes.txt")
    _ = try workshop.scratch.write([1, 2, 3], to: "short.safetensors")
    try workshop.scratch.makeDirectory("empty")
    try workshop.scratch.makeDirectory("half")
    _ = try workshop.scratch.write(Array("{\"status\":".utf8), to: "half/summary.json")
    let result = try Program.run(["inspect"] + arguments, in: workshop.scratch.path)
    #expect(result.exitCode == exitCode)
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(result.output == "")
  }
}

extension Scratch {
  fileprivate func makeDirectory(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: false)
  }
}
