import Foundation
import Testing

/// Debian's dataset-fashion-mnist.
enum FashionMNIST {
  static let directory = "/usr/share/datasets/fashion-mnist"
  static let isInstalled = FileManager.default.fileExists(atPath: directory)
  static let reason: Comment = "Debian's dataset-fashion-mnist is not installed; make test installs it"

  static let runFile = """
    [run]
    name = "trial"
    seed = 1
    epochs = 1

    [data]
    format = "idx"
    train = { inputs = "train-images-idx3-ubyte.gz", targets = "train-labels-idx1-ubyte.gz" }
    validation = { inputs = "t10k-images-idx3-ubyte.gz", targets = "t10k-labels-idx1-ubyte.gz" }
    directory = "\(directory)"

    [model]
    input = [28, 28, 1]
    layers = [
      { type = "flatten" },
      { type = "linear", outputs = 128, activation = "relu" },
      { type = "linear", outputs = 64, activation = "relu" },
      { type = "linear", outputs = 10 },
    ]

    [loss]
    type = "cross_entropy"

    [optimizer]
    type = "sgd"
    learning_rate = 0.1
    momentum = 0.9

    [batch]
    size = 256
    shards = 8

    """
}
