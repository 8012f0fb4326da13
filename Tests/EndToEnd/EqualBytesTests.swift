import Foundation
import TestKit
import Testing

extension EndToEnd {
  /// The first promise: the file that a run leaves is a function of the run file and the data alone.
  @Suite struct EqualBytesTests {
    /// Workers and threads of each, compared with one worker of one thread.
    static let crews = [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2), (5, 1), (5, 2)]

    @Test("any number of local workers and threads leaves the same file")
    func crewsAgree() throws {
      let training = try Training()
      let model = try training.train()
      for (workers, threads) in Self.crews {
        #expect(try training.train(workers: workers, threads: threads) == model, "\(workers) x \(threads)")
      }
    }

    @Test("another seed leaves another file")
    func otherSeed() throws {
      let training = try Training()
      #expect(try training.train() != training.train(["run.seed=4"]))
    }

    static let variants: [[String]] = [
      [
        "model.layers=[{type='linear',outputs=16,activation='relu'},{type='dropout',probability=0.3},{type='linear',outputs=3}]"
      ],
      // 50 does not divide by 8; 500 samples in batches of 300 leave 200.
      ["batch.size=50"], ["batch.size=300"],
      // The last batch has 3 samples for 8 shards, and one for 7.
      ["data.samples=451"], ["data.samples=449", "batch.shards=7"],
      ["batch.shards=1"], ["batch.shards=5"], ["batch.size=8", "run.epochs=1"],
      ["optimizer.momentum=0.9"],
      ["optimizer.momentum=0.9", "optimizer.nesterov=true", "optimizer.weight_decay=0.01", "optimizer.clip_norm=0.5"],
      ["optimizer.type=adagrad"], ["optimizer.type=rmsprop", "optimizer.learning_rate=0.01"],
      ["optimizer.type=rmsprop", "optimizer.centered=true", "optimizer.momentum=0.5", "optimizer.learning_rate=0.01"],
      ["optimizer.type=adam", "optimizer.learning_rate=0.01"],
      ["optimizer.type=adam", "optimizer.amsgrad=true", "optimizer.clip_norm=0.1"],
      ["optimizer.type=adamw", "optimizer.learning_rate=0.01"],
      ["loss.label_smoothing=0.1"],
      ["evaluation.shard=64", "evaluation.every_steps=3"],
    ]

    @Test("so it is with every optimizer, dropout and every way to cut a batch", arguments: variants)
    func variant(overrides: [String]) throws {
      let training = try Training()
      let model = try training.train(overrides)
      #expect(try training.train(overrides, workers: 3, threads: 2) == model)
    }

    @Test("so it is with plans drawn at random, and none of them waits for anything", arguments: 1...12)
    func randomPlan(seed: UInt64) throws {
      var random = SplitMix64(seed: seed)
      let batch = Int.random(in: 1...40, using: &random)
      let overrides = [
        "data.samples=\(Int.random(in: 1...60, using: &random))",
        "data.validation_samples=\([0, 1, 5, 50].randomElement(using: &random) ?? 0)",
        "batch.size=\(batch)", "batch.shards=\(Int.random(in: 1...batch, using: &random))",
        "run.steps=\(Int.random(in: 1...60, using: &random))",
        "evaluation.shard=\([1, 3, 7, 1024].randomElement(using: &random) ?? 1)",
        "evaluation.every_steps=\(Int.random(in: 1...10, using: &random))",
        "exchange.window=\([1, 2, 8].randomElement(using: &random) ?? 8)",
      ]
      let training = try Training()
      let model = try training.train(overrides)
      let (workers, threads) = (Int.random(in: 2...5, using: &random), Int.random(in: 1...3, using: &random))
      let start = ContinuousClock.now
      #expect(try training.train(overrides, workers: workers, threads: threads) == model, "\(overrides)")
      // A lost message is repeated after seconds; here none is lost.
      #expect(ContinuousClock.now - start < .seconds(3), "\(overrides)")
    }

    @Test("workers by hand over tcp leave the same file as local ones over ipc", arguments: [1, 2, 3])
    func byHand(workers: Int) throws {
      let training = try Training()
      let model = try training.train()
      let endpoint = try FreePort.endpoint()
      let coordinator = try training.coordinator([
        "cluster.listen=\(endpoint)", "cluster.local_workers=0", "cluster.min_workers=\(workers)",
      ])
      let started = try (1...workers).map { try training.worker("hand-\($0)", at: endpoint) }
      #expect(try coordinator.end().code == 0)
      #expect(try started.map { try $0.end(within: 10).code } == [Int32](repeating: 0, count: workers))
      #expect(try training.bytes("runs/trial/model.safetensors") == model)
    }

    @Test("local workers and one by hand may share a run")
    func mixed() throws {
      let training = try Training()
      let model = try training.train()
      let endpoint = try FreePort.endpoint()
      let coordinator = try training.coordinator([
        "cluster.listen=\(endpoint)", "cluster.local_workers=1", "cluster.min_workers=2",
      ])
      let worker = try training.worker("hand", at: endpoint)
      #expect(try coordinator.end().code == 0)
      #expect(try worker.end(within: 10).code == 0)
      #expect(try training.bytes("runs/trial/model.safetensors") == model)
    }

    @Test("two runs in a row leave the same files, and the earlier one is kept")
    func inARow() throws {
      let training = try Training()
      let first = try training.train()
      let second = try training.train()
      #expect(first == second)
      #expect(try training.bytes("runs/trial.1/model.safetensors") == first)
      #expect(try training.text("runs/trial/run.toml") == training.text("runs/trial.1/run.toml"))
    }

    @Test(
      "real images train to the same file", .enabled(if: FashionMNIST.isInstalled, FashionMNIST.reason))
    func images() throws {
      let training = try Training(FashionMNIST.runFile)
      let overrides = ["run.steps=40"]
      let model = try training.train(overrides)
      #expect(try training.train(overrides, workers: 2, threads: 1) == model)
      #expect(try training.train(overrides, workers: 3, threads: 2) == model)
    }
  }
}
