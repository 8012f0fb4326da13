import Foundation
import Testing

extension EndToEnd {
  /// PyTorch does the same training from the same weights in the same order, and reads what a run leaves.
  @Suite(
    .enabled(if: Programs.python != nil, Programs.pythonReason),
    .enabled(if: FashionMNIST.isInstalled, FashionMNIST.reason)
  ) struct PyTorchTests {
    @Test("the losses of the first 50 steps agree to 1e-4")
    func losses() throws {
      let training = try Training(FashionMNIST.runFile)
      for arguments in [
        ["--initial-weights", "initial.safetensors"],
        ["--sample-order", "0"],
      ] {
        let ended = try Programs.start("mgd", ["inspect", "run.toml"] + arguments, in: training.directory).end()
        try #require(ended.code == 0, "\(ended.text)")
        if arguments[0] == "--sample-order" { try training.write(Array(ended.output.utf8), to: "order.txt") }
      }
      #expect(try training.lead(["run.steps=50", "telemetry.log_every=1", "cluster.local_workers=2"]).code == 0)
      let said = try Programs.python(
        "compare_losses.py",
        [
          "--data", FashionMNIST.directory, "--initial", "initial.safetensors", "--order", "order.txt",
          "--metrics", "runs/trial/metrics.jsonl", "--steps", "50",
        ], in: training.directory)
      #expect(said.contains("50 losses agree"), "\(said)")
    }

    @Test("load_state_dict takes the model, and its accuracy is the one that mgd evaluate prints")
    func accuracy() throws {
      let training = try Training(FashionMNIST.runFile)
      #expect(try training.lead(["run.steps=100"]).code == 0)
      let evaluated = try training.mgd("evaluate", "runs/trial")
      try #require(evaluated.code == 0, "\(evaluated.text)")
      let said = try Programs.python(
        "load_model.py", ["--data", FashionMNIST.directory, "--model", "runs/trial/model.safetensors"],
        in: training.directory)
      let correct = said.trimmingCharacters(in: .whitespacesAndNewlines)
      #expect(correct.contains(/^\d+\/10000$/), "\(said)")
      #expect(evaluated.output.contains(correct), "PyTorch: \(correct); mgd: \(evaluated.output)")
      let summary = try training.object("runs/trial/summary.json")
      #expect(summary["validation.correct"] as? Int == Int(correct.split(separator: "/")[0]))
    }
  }
}
