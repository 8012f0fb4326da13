import Testing

extension EndToEnd {
  @Suite struct DivergenceTests {
    @Test("a run whose loss is not finite stops with its step, and keeps the last good figures", arguments: [1, 2])
    func diverged(workers: Int) throws {
      let training = try Training()
      let ended = try training.lead([
        "optimizer.learning_rate=1e30", "cluster.local_workers=\(workers)", "telemetry.log_every=1",
      ])
      #expect(ended.code == 1)
      #expect(ended.text.contains("not finite at step 2"), "\(ended.text)")
      let summary = try training.object("runs/trial/summary.json")
      #expect(summary["status"] as? String == "failed")
      #expect(summary["steps"] as? Int == 1)
      let loss = try #require(summary["train.loss"] as? Double)
      #expect((0.5...2).contains(loss), "\(loss)")
      #expect(try training.text("runs/trial/metrics.jsonl").split(separator: "\n").count == 1)
    }
  }
}
