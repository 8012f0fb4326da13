import Foundation
import TestKit
import Testing

extension EndToEnd {
  /// The data lie on the coordinator's host alone.
  @Suite struct DataDeliveryTests {
    private let atHand = ["cluster.local_workers=0", "cluster.min_workers=1"]

    @Test(
      "a worker without the data gets them once, keeps them, and trains to the same bytes",
      .enabled(if: FashionMNIST.isInstalled, FashionMNIST.reason))
    func delivered() throws {
      let training = try Training(FashionMNIST.runFile)
      let overrides = ["run.epochs=1", "evaluation.every_epochs=1"]
      let model = try training.train(overrides)
      for isFirst in [true, false] {
        let endpoint = try FreePort.endpoint()
        let coordinator = try training.coordinator(overrides + atHand + ["cluster.listen=\(endpoint)"])
        let worker = try training.worker("remote", at: endpoint, ["--data", "/var/empty", "--cache", "cache"])
        let ended = try coordinator.end()
        #expect(ended.code == 0, "\(ended.text)")
        let other = try worker.end(within: 10)
        #expect(other.code == 0, "\(other.text)")
        #expect(
          other.errors.contains("getting train-images-idx3-ubyte.gz from the coordinator") == isFirst, "\(other.errors)"
        )
        #expect(ended.errors.contains("worker remote gets train-images-idx3-ubyte.gz") == isFirst)
        #expect(try training.bytes("runs/trial/model.safetensors") == model)
      }
      let kept = try training.names(in: "cache")
      #expect(kept.count == 4 && kept.allSatisfy { $0.utf8.count == 64 }, "\(kept)")
    }

    @Test("a worker that joins a running training gets the data beside it, and nobody waits")
    func joiner() throws {
      let training = try SmallImages.training()
      let overrides = ["run.epochs=20000", "evaluation.every_epochs=20000", "checkpoint.every_epochs=0"]
      let endpoint = try FreePort.endpoint()
      let coordinator = try training.coordinator(overrides + atHand + ["cluster.listen=\(endpoint)"])
      let first = try training.worker("first", at: endpoint, ["--data", "data"])
      try coordinator.waitFor("step 200/")
      let joiner = try training.worker("joiner", at: endpoint, ["--data", "/var/empty", "--cache", "cache"])
      try coordinator.waitFor("worker joiner holds step")
      coordinator.send(SIGTERM)
      let ended = try coordinator.end()
      #expect(ended.code == 0 && !ended.errors.contains(" lost:"), "\(ended.text)")
      #expect(try [first, joiner].map { try $0.end(within: 10).code } == [0, 0])
    }

    @Test("data that change on the coordinator's host after the start are found out by their digest")
    func changed() throws {
      let training = try SmallImages.training()
      let endpoint = try FreePort.endpoint()
      let coordinator = try training.coordinator(atHand + ["cluster.listen=\(endpoint)"])
      try coordinator.waitFor("can reach \(endpoint)")
      try training.write(SmallImages.images(64, shade: 9), to: "data/train-images")
      let worker = try training.worker("remote", at: endpoint, ["--data", "/var/empty", "--cache", "cache"]).end()
      #expect(worker.code == 65 && worker.errors.contains("changed on the coordinator's host"), "\(worker.errors)")
      coordinator.send(SIGTERM)
      #expect(try coordinator.end().code == 0)
      #expect(try !training.names(in: "cache").contains { $0.hasSuffix(".part") })
    }

    @Test("a file that the coordinator cannot read is told on both sides, and delivered once it can")
    func unreadable() throws {
      let training = try SmallImages.training()
      let endpoint = try FreePort.endpoint()
      let coordinator = try training.coordinator(atHand + ["cluster.listen=\(endpoint)", "run.epochs=2"])
      try coordinator.waitFor("can reach \(endpoint)")
      let images = try training.bytes("data/train-images")
      try training.remove("data/train-images")
      let worker = try training.worker("remote", at: endpoint, ["--data", "/var/empty", "--cache", "cache"])
      let reason = "the coordinator cannot read its data file train-images: No such file or directory"
      try worker.waitFor(reason)
      try coordinator.waitFor(reason)
      try training.write(Array(images), to: "data/train-images")
      #expect(try coordinator.end(within: 60).code == 0)
      #expect(try worker.end(within: 10).code == 0)
    }

    @Test("a cache that cannot be written, and one that is too small, are refused with what to do")
    func refused() throws {
      let training = try SmallImages.training()
      let endpoint = try FreePort.endpoint()
      let coordinator = try training.coordinator(atHand + ["cluster.listen=\(endpoint)"])
      try training.write([1], to: "file")
      let worker = try training.worker("remote", at: endpoint, ["--data", "/var/empty", "--cache", "file/cache"]).end()
      #expect(worker.code == 73 && worker.errors.contains("choose another with --cache DIR"), "\(worker.errors)")
      coordinator.send(SIGTERM)
      #expect(try coordinator.end().code == 0)
    }
  }
}
