import Foundation
import Testing

@testable import Datasets

private let directory = "/usr/share/datasets/fashion-mnist"

// Enabled only where Debian's dataset-fashion-mnist is installed; `make run` installs it.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: directory)))
struct FashionMNISTTests {
  @Test("the real test set is read")
  func validation() throws {
    let pair = IDXPair(inputs: "t10k-images-idx3-ubyte.gz", targets: "t10k-labels-idx1-ubyte.gz")
    let data = try TrainingData(DatasetDescription(.idx(IDXFiles(train: pair, directory: directory)))).train
    #expect(data.count == 10_000)
    #expect(data.sampleShape == [28, 28])
    #expect(data.classCount == 10)
    guard case .classes(let classes) = data.targets, case .bytes(let bytes) = data.inputs else {
      Issue.record("expected bytes and classes")
      return
    }
    #expect(classes.prefix(8) == [9, 2, 1, 1, 6, 1, 4, 6])
    #expect(bytes.count == 7_840_000)
  }
}
