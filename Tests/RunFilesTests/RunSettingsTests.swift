import Foundation
import NeuralNetworks
import Optimizers
import Testing

@testable import RunFiles

@Suite struct RunSettingsTests {
  /// Settings that use every kind of section and value.
  static let variants: [[String]] =
    [
      [], ["run.steps=12"], ["evaluation.every_steps=5"], ["data.scale=standard", "data.directory=\"a \\\"b\\\" ö\""],
      [
        "data={ format = \"generated\", name = \"rings\", samples = 10 }", "model.input=[2]",
        "model.layers=[{type=\"linear\",outputs=2}]",
      ],
      [
        "model.layers=[{type=\"flatten\"},{type=\"linear\",outputs=3,bias=false,activation=\"leaky_relu\",slope=0.2,initial=\"zeros\"},{type=\"gelu\"},{type=\"leaky_relu\"}]"
      ],
      ["loss={ type = \"huber\", delta = 0.1 }"], ["loss.label_smoothing=0.1"],
      [
        "cluster.listen=tcp://127.0.0.1:7077", "cluster.isa=avx2", "cluster.dead=7.5",
        "cluster.require_same_bits=false",
      ],
      ["checkpoint={ every_steps = 7, every_epochs = 0, every_seconds = 0, keep = 1, required = true }"],
      ["run.on_bad_numbers=skip", "cluster.max_workers=9", "cluster.audit_every=100", "cluster.drain_timeout=0.5"],
    ] + OptimizerDescription.Kind.allCases.map { ["optimizer={ type = \"\($0.rawValue)\", clip_norm = 1 }"] }

  @Test("the resolved file reads as the same settings and is its own resolved file", arguments: variants)
  func roundTrip(_ overrides: [String]) throws {
    let settings = try Example.settings(Example.text, overrides)
    let text = settings.toml()
    let again = try Example.settings(text)
    #expect(again == settings)
    #expect(again.toml() == text)
  }

  @Test("workers read the same deciding settings, without paths of the coordinator", arguments: variants)
  func workers(_ overrides: [String]) throws {
    let settings = try Example.settings(Example.text, overrides)
    let json = try settings.workerJSON()
    let told = try RunSettings(workerJSON: json)
    #expect(told.decidingDigest == settings.decidingDigest)
    #expect(
      told.model == settings.model && told.optimizer == settings.optimizer && told.run.epochs == settings.run.epochs)
    #expect(!json.contains("/data") && !json.contains("7077"))
  }

  @Test("settings from a coordinator that no run file could say are refused")
  func badSettings() throws {
    let json = try Example.settings().workerJSON()
    #expect(throws: RunFileProblems.self) {
      try RunSettings(workerJSON: json.replacingFirst("\"shards\":8", with: "\"shards\":0"))
    }
    #expect(throws: (any Error).self) { try RunSettings(workerJSON: "{}") }
  }

  @Test(
    "the digest follows what decides",
    arguments: [
      "run.seed=8", "batch.shards=4", "optimizer.momentum=0.8", "evaluation.shard=10", "data.scale=none",
      "run.on_bad_numbers=skip",
    ])
  func deciding(_ override: String) throws {
    let digest = try Example.settings().decidingDigest
    #expect(digest.count == 64)
    #expect(try Example.settings(Example.text, [override]).decidingDigest != digest)
  }

  @Test(
    "the digest does not follow what is free, or how a value is spelt",
    arguments: [
      "run.name=other", "run.epochs=9", "run.directory=/tmp", "cluster.local_workers=3", "telemetry.log_every=1",
      "data.directory=/elsewhere", "optimizer.learning_rate=1e-1", "optimizer.dampening=0", "exchange.window=4",
      "checkpoint.keep=9", "checkpoint.every_steps=1", "cluster.audit_every=3", "cluster.max_workers=7",
    ])
  func free(_ override: String) throws {
    let digest = try Example.settings().decidingDigest
    #expect(try Example.settings(Example.text, [override]).decidingDigest == digest)
  }

  @Test("settings that decide differently say each key with both values, in the order of a run file")
  func differences() throws {
    let old = try Example.settings()
    let new = try Example.settings(
      Example.text,
      [
        "run.seed=8", "run.epochs=9", "checkpoint.keep=1", "batch.shards=4", "evaluation.every_steps=5",
        "optimizer={ type = \"adam\" }",
      ])
    #expect(
      new.differences(from: old).map(\.description) == [
        "run.seed: 7 became 8", "optimizer.type: \"sgd\" became \"adam\"", "optimizer.learning_rate: 0.1 became 0.001",
        "optimizer.beta1: not set became 0.9", "optimizer.beta2: not set became 0.999",
        "optimizer.epsilon: not set became 1e-08", "optimizer.amsgrad: not set became false",
        "optimizer.momentum: 0.9 became not set", "optimizer.dampening: 0.0 became not set",
        "optimizer.nesterov: false became not set", "batch.shards: 8 became 4",
        "evaluation.every_steps: not set became 5", "evaluation.every_epochs: 1 became not set",
      ])
  }

  @Test("settings have equal digests exactly when nothing that decides differs", arguments: variants)
  func sameDigest(_ overrides: [String]) throws {
    let (old, new) = (try Example.settings(), try Example.settings(Example.text, overrides))
    #expect(new.differences(from: old).isEmpty == (new.decidingDigest == old.decidingDigest))
    #expect(new.differences(from: new) == [])
  }

  @Test("the resolved example is what a person would write")
  func resolved() throws {
    let text = try Example.settings().toml()
    #expect(
      text.hasPrefix(
        """
        [run]
        name = "example"
        directory = "runs"
        seed = 7
        epochs = 3
        on_bad_numbers = "stop"

        [data]
        format = "idx"
        train = { inputs = "train-images", targets = "train-labels" }
        validation = { inputs = "t10k-images", targets = "t10k-labels" }
        directory = "/data"
        scale = "unit"

        [model]
        input = [28, 28, 1]
        layers = [
          { type = "flatten" },
          { type = "linear", outputs = 128, bias = true, activation = "relu" },
          { type = "dropout", probability = 0.25 },
          { type = "linear", outputs = 10, bias = true },
        ]

        [loss]
        type = "cross_entropy"
        label_smoothing = 0.0

        """))
  }
}
