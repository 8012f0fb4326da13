import Foundation
import Telemetry
import TestKit
import Testing
import Training

@Suite("mgd evaluate")
struct EvaluateCommandTests {
  @Test("the figures are those of the run's own evaluation, digit for digit", .timeLimit(.minutes(10)))
  func sameAsTheRun() throws {
    let workshop = try Workshop(more: "[evaluation]\nshard = 32")
    let trained = try Program.run(["--config", "run.toml"], of: "mgd-coordinator", in: workshop.scratch.path)
    try #require(trained.exitCode == 0, "\(trained.errors)")
    let evaluated = try workshop.mgd("evaluate", "runs/small", "--json")
    #expect(evaluated.exitCode == 0)
    let summary = try Self.object(Data(workshop.scratch.bytes("runs/small/summary.json")))
    let figures = try Self.object(Data(evaluated.output.utf8))
    for key in ["loss", "accuracy", "correct", "samples"] {
      #expect(summary["validation.\(key)"] == figures[key])
    }
    let line = try workshop.mgd("evaluate", "runs/small").output
    #expect(trained.output.contains(line.trimmingCharacters(in: .newlines)))
    #expect(try workshop.mgd("inspect", "runs/small").output.contains("status       done"))
  }

  @Test("weights of a file and the training samples can be evaluated")
  func split() throws {
    let workshop = try Workshop()
    try workshop.writeWeights()
    let run = try PreparedRun(workshop.settings)
    let weights = try workshop.settings.model.readWeights(workshop.scratch.file("model.safetensors"))
    let expected = BatchLoop(run, threads: 1).evaluate(run.train, weights: weights)
    let result = try workshop.mgd("evaluate", "run.toml", "--model", "model.safetensors", "--split", "train")
    #expect(
      result.output
        == "loss \(NumberText.figure(expected.loss))  accuracy "
        + NumberText.accuracy(correct: expected.correct, of: 200) + "\n")
  }

  @Test("a loss that knows no right and wrong gives no accuracy")
  func regression() throws {
    let data = Workshop.xor.replacingOccurrences(of: "xor", with: "plane")
    let workshop = try Workshop(data: data, layers: #"{ type = "linear", outputs = 1 }"#, loss: "mse")
    try workshop.writeWeights()
    let result = try workshop.mgd("evaluate", "run.toml", "--model", "model.safetensors")
    #expect(result.output.hasPrefix("loss ") && !result.output.contains("accuracy"))
  }

  @Test(
    "what is not there is named",
    arguments: [
      (["nothing"], 66, "nothing: expected the directory of a run or a run file, found nothing"),
      (["."], 66, ": no such model; it is written when the run ends"),
      (["run.toml"], 66, "a run file has none: add --model FILE, or name the directory of its run, as runs/small"),
      (["run.toml", "--model", "none.safetensors"], 66, "none.safetensors: no such file"),
      (["run.toml", "--model", "run.toml"], 65, "is this a safetensors file?"),
      (["run.toml", "--split", "test"], 64, "one of 'validation' and 'train'"),
      (["run.toml", "--set", "data.validation_samples=0", "--model", "fit.safetensors"], 66, "no validation data"),
      (["run.toml", "--set", "model.input=[3]", "--model", "fit.safetensors"], 78, "model.input"),
      (["run.toml", "--model", "other.safetensors"], 65, "\"0.weight\" as [4, 2] instead of [8, 2]"),
      (["run.toml", "--model", "short.safetensors"], 65, "the file is cut short"),
    ] as [([String], Int32, String)])
  func mistakes(arguments: [String], exitCode: Int32, message: String) throws {
    let workshop = try Workshop()
    let model = try workshop.settings.model
    try model.writeInitialWeights(seed: 1, to: workshop.scratch.file("fit.safetensors"))
    var other = model
    other.layers[0] = .linear(outputs: 4)
    try other.writeInitialWeights(seed: 1, to: workshop.scratch.file("other.safetensors"))
    _ = try workshop.scratch.write(Array(workshop.scratch.bytes("fit.safetensors").dropLast()), to: "short.safetensors")
    let result = try Program.run(["evaluate"] + arguments, in: workshop.scratch.path)
    #expect(result.exitCode == exitCode)
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(result.output == "")
  }

  @Test("of a run that is not done the newest weights are named", arguments: [(50, 120), (120, 120), (150, 120)])
  func newestWeights(stopped: Int, checkpoint: Int) throws {
    let workshop = try Workshop()
    let checkpoints = workshop.scratch.file("checkpoints/step-000000\(checkpoint)")
    try FileManager.default.createDirectory(atPath: checkpoints, withIntermediateDirectories: true)
    for step in [7, stopped] {
      _ = try workshop.scratch.write([], to: "model-step-" + String(format: "%09d", step) + ".safetensors")
    }
    let result = try workshop.mgd("evaluate", ".")
    let newest =
      stopped < checkpoint
      ? "./checkpoints/step-000000120/model.safetensors"
      : "./model-step-" + String(format: "%09d", stopped) + ".safetensors"
    #expect(result.exitCode == 66)
    #expect(result.errors.contains("--model \(newest) takes the newest weights"), "\(result.errors)")
  }

  private static func object(_ data: Data) throws -> [String: Double] {
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    return object.compactMapValues { ($0 as? NSNumber)?.doubleValue }
  }
}
