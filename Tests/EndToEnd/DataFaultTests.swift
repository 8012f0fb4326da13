import Foundation
import TestKit
import Testing

extension EndToEnd {
  /// Data files that are missing, damaged or do not fit are named with the place, before the first step.
  @Suite struct DataFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
      let testDescription: String
      let code: Int32
      let says: [String]
      let damage: @Sendable (Training) throws -> Void
    }

    static let faults = [
      Fault(testDescription: "missing file", code: 66, says: ["train-images", "no such file"]) {
        try $0.remove("data/train-images")
      },
      Fault(testDescription: "missing directory", code: 66, says: ["data/train-images", "no such file"]) {
        try $0.remove("data")
      },
      Fault(testDescription: "truncated gzip", code: 65, says: ["train-images: byte", "expected"]) { training in
        try training.pack("data/train-images")
        let bytes = try training.bytes("data/train-images")
        try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: training.file("data/train-images")))
      },
      Fault(testDescription: "truncated plain file", code: 65, says: ["train-labels: byte", "cut short"]) { training in
        let bytes = try training.bytes("data/train-labels")
        try bytes.dropLast(3).write(to: URL(fileURLWithPath: training.file("data/train-labels")))
      },
      Fault(testDescription: "wrong magic", code: 65, says: ["train-images: byte 0", "expected", "found"]) {
        try Data("PNG?not an IDX file".utf8).write(to: URL(fileURLWithPath: $0.file("data/train-images")))
      },
      Fault(testDescription: "empty file", code: 65, says: ["test-labels: byte 0", "expected"]) {
        try Data().write(to: URL(fileURLWithPath: $0.file("data/test-labels")))
      },
      Fault(testDescription: "other counts", code: 65, says: ["train-images", "train-labels", "60", "64"]) {
        try $0.write(SmallImages.labels(60), to: "data/train-labels")
      },
      Fault(testDescription: "label beyond the outputs", code: 65, says: ["train-labels", "4"]) {
        try $0.write(SmallImages.labels(64, classes: 5), to: "data/train-labels")
      },
      Fault(testDescription: "label beyond the outputs in the validation", code: 65, says: ["test-labels", "4"]) {
        try $0.write(SmallImages.labels(16, classes: 5), to: "data/test-labels")
      },
      Fault(
        testDescription: "images of another size than the model's input", code: 65,
        says: ["train-images", "[4, 4, 1], the model's input", "[4, 5]"]
      ) {
        try $0.write(SmallImages.images(64, width: 5), to: "data/train-images")
        try $0.write(SmallImages.images(16, width: 5), to: "data/test-images")
      },
      Fault(
        testDescription: "images of two sizes", code: 65,
        says: ["test-images: expected samples of shape [4, 5], as in", "train-images, found shape [4, 4]"]
      ) {
        try $0.write(SmallImages.images(64, width: 5), to: "data/train-images")
      },
    ]

    @Test("data that cannot be used are refused with file and place", arguments: faults)
    func refused(fault: Fault) throws {
      let training = try SmallImages.training()
      try fault.damage(training)
      let ended = try training.lead()
      #expect(ended.code == fault.code)
      for words in fault.says { #expect(ended.errors.contains(words), "\(ended.errors)") }
      #expect(try !training.names.contains("runs"), "nothing is made before the data are sound")
    }

    @Test("packed and plain files train alike")
    func packed() throws {
      let training = try SmallImages.training()
      let model = try training.train()
      for name in ["train-images", "train-labels", "test-images"] { try training.pack("data/\(name)") }
      #expect(try training.train(workers: 2) == model)
    }

    @Test(
      "a worker with another file of the same name says so, gets the run's from the coordinator, and trains to the same bytes"
    )
    func otherData() throws {
      let training = try SmallImages.training()
      let model = try training.train()
      let (coordinator, endpoint) = try coordinatorForOthers(training)
      let worker = try training.worker("other", at: endpoint, ["--data", "other", "--cache", "cache"])
      let ended = try coordinator.end()
      #expect(ended.code == 0, "\(ended.text)")
      let told = try worker.end(within: 10)
      #expect(told.code == 0, "\(told.text)")
      for words in ["other/train-images: expected", "fetching the run's from the coordinator", "getting train-images"] {
        #expect(told.errors.split(separator: words, omittingEmptySubsequences: false).count == 2, "\(told.errors)")
      }
      #expect(try training.names(in: "cache").count == 1)
      #expect(try training.bytes("runs/trial/model.safetensors") == model)
    }

    @Test("a worker that has another file and no place for the run's names both")
    func otherDataWithoutCache() throws {
      let training = try SmallImages.training()
      let (coordinator, endpoint) = try coordinatorForOthers(training)
      let worker = try training.worker("other", at: endpoint, ["--data", "other", "--cache", "run.toml/cache"])
      let told = try worker.end(within: 20)
      #expect(told.code == 73, "\(told.errors)")
      for words in ["choose another with --cache DIR", "other/train-images: expected"] {
        #expect(told.errors.contains(words), "\(told.errors)")
      }
      try coordinator.waitFor("worker other left")
      coordinator.send(SIGTERM)
      #expect(try coordinator.end(within: 10).code == 0)
    }

    /// A directory "other" has one file that is not the run's.
    private func coordinatorForOthers(_ training: Training) throws -> (RunningProgram, endpoint: String) {
      try FileManager.default.copyItem(atPath: training.file("data"), toPath: training.file("other"))
      try training.write(SmallImages.images(64, shade: 1), to: "other/train-images")
      let endpoint = try FreePort.endpoint()
      return (try training.coordinator(["cluster.listen=\(endpoint)", "cluster.local_workers=0"]), endpoint)
    }
  }
}

/// A data set of small images, made by the test: 64 for training, 16 for validation, 4 classes.
enum SmallImages {
  static let runFile = """
    [run]
    name = "trial"
    epochs = 2

    [data]
    format = "idx"
    train = { inputs = "train-images", targets = "train-labels" }
    validation = { inputs = "test-images", targets = "test-labels" }
    directory = "data"

    [model]
    input = [4, 4, 1]
    layers = [{ type = "flatten" }, { type = "linear", outputs = 4 }]

    [loss]
    type = "cross_entropy"

    [optimizer]
    type = "sgd"
    learning_rate = 0.1

    [batch]
    size = 16
    shards = 4

    """

  static func training() throws -> Training {
    let training = try Training(runFile)
    try FileManager.default.createDirectory(atPath: training.file("data"), withIntermediateDirectories: false)
    try training.write(images(64), to: "data/train-images")
    try training.write(labels(64), to: "data/train-labels")
    try training.write(images(16), to: "data/test-images")
    try training.write(labels(16), to: "data/test-labels")
    return training
  }

  static func images(_ count: Int, width: Int = 4, shade: Int = 0) -> [UInt8] {
    idx([count, 4, width], (0..<count * 4 * width).map { UInt8(truncatingIfNeeded: $0 * 37 + $0 / 7 + shade) })
  }

  static func labels(_ count: Int, classes: Int = 4) -> [UInt8] {
    idx([count], (0..<count).map { UInt8($0 % classes) })
  }

  private static func idx(_ dimensions: [Int], _ body: [UInt8]) -> [UInt8] {
    let sizes = dimensions.flatMap { size in (0..<4).map { UInt8(truncatingIfNeeded: size >> (24 - 8 * $0)) } }
    return [0, 0, 8, UInt8(dimensions.count)] + sizes + body
  }
}
