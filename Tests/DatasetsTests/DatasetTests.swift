import TestKit
import Testing

@testable import Datasets

@Suite struct DatasetTests {
  static func images(_ scratch: Scratch, labels: [UInt8] = [0, 1, 2]) throws -> DatasetDescription {
    _ = try scratch.write(IDX.gzip(IDX.file(8, [3, 2, 2], [0, 51, 102, 153, 204, 255, 0, 0, 1, 2, 3, 4])), to: "x.gz")
    _ = try scratch.write(IDX.file(8, [UInt32(labels.count)], labels), to: "y")
    return DatasetDescription(.idx(IDXFiles(train: IDXPair(inputs: "x.gz", targets: "y"), directory: scratch.path)))
  }

  static func inputs(_ data: Dataset, _ ids: [Int]) -> [Float] {
    [Float](unsafeUninitializedCapacity: ids.count * data.sampleSize) { buffer, count in
      if let base = buffer.baseAddress { data.gatherInputs(base, ids: ids) }
      count = ids.count * data.sampleSize
    }
  }

  @Test("rows are picked by id and scaled to 0...1")
  func unit() throws {
    let scratch = try Scratch()
    let data = try TrainingData(Self.images(scratch)).train
    #expect(data.count == 3)
    #expect(data.sampleShape == [2, 2])
    let expected: [Float] = [204, 255, 0, 0, 0, 51, 102, 153].map { $0 * Float(1.0 / 255) }
    #expect(Self.inputs(data, [1, 0]) == expected)
    var classes = [Int32](repeating: -1, count: 2)
    data.gatherClasses(&classes, ids: [2, 0])
    #expect(classes == [2, 0])
    var values = [Float](repeating: -1, count: 2)
    data.gatherValues(&values, ids: [2, 0])
    #expect(values == [2, 0])
  }

  @Test("standardised inputs have mean 0 and deviation 1, for every stored type")
  func standard() throws {
    let numbers = (0..<100).map { UInt8($0 * 3 % 101) }
    let stored: [Elements] = [
      .bytes(numbers), .signedBytes(numbers.map { Int8($0) }), .shorts(numbers.map { Int16($0) }),
      .integers(numbers.map { Int32($0) }), .floats(numbers.map { Float($0) }), .doubles(numbers.map { Double($0) }),
    ]
    for elements in stored {
      let data = Dataset(
        inputs: elements, sampleShape: [5], targets: .absent, scaling: Scaling(.standard, of: elements))
      let scaled = Self.inputs(data, Array(0..<20))
      let mean = scaled.reduce(0, +) / 100
      let deviation = (scaled.reduce(0) { $0 + $1 * $1 } / 100).squareRoot()
      #expect(abs(mean) < 1e-6 && abs(deviation - 1) < 1e-6)
    }
  }

  @Test("constant inputs are only shifted")
  func constant() {
    #expect(Scaling(.standard, of: .bytes([7, 7, 7])) == Scaling(mean: 7, factor: 1))
    #expect(Scaling(.standard, of: .floats([0.5, 0.5])) == Scaling(mean: 0.5, factor: 1))
  }

  @Test("large numbers with a small spread keep their digits")
  func largeMean() {
    let scaling = Scaling(.standard, of: .doubles([1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3]))
    #expect(scaling.mean == 1e9 + 1.5)
    #expect(abs(scaling.factor - 1 / 1.25.squareRoot()) < 1e-12)
  }

  @Test("images and labels of different count are an error with both files")
  func counts() throws {
    let scratch = try Scratch()
    let error = #expect(throws: DatasetError.self) { try TrainingData(Self.images(scratch, labels: [0, 1])) }
    #expect(
      error
        == .malformed(
          file: scratch.file("y"), offset: 4, expected: "3 items, as many as \(scratch.file("x.gz")) has", found: "2",
          hint: "inputs and targets must be of the same set"))
  }

  @Test("a label beyond the outputs is an error with its byte")
  func labels() throws {
    let scratch = try Scratch()
    let data = try TrainingData(Self.images(scratch, labels: [0, 9, 2])).train
    try data.checkClasses(below: 10)
    let error = #expect(throws: DatasetError.self) { try data.checkClasses(below: 3) }
    #expect(
      error?.description
        == "\(scratch.file("y")): byte 9: expected a label below 3, the number of the model's outputs, "
        + "found label 9 of item 1; the last layer needs at least 10 outputs")
    #expect(data.classCount == 10)
  }

  @Test("the largest label that a file can hold is an error, not a trap")
  func largestLabel() throws {
    let scratch = try Scratch()
    let description = try Self.images(scratch)
    _ = try scratch.write(IDX.file(12, [3], [0, 0, 0, 1, 127, 255, 255, 255, 0, 0, 0, 2]), to: "y")
    let data = try TrainingData(description).train
    #expect(throws: DatasetError.self) { try data.checkClasses(below: 3) }
    #expect(data.classCount == 2_147_483_648)
  }

  @Test("a negative label is an error")
  func negativeLabel() throws {
    let scratch = try Scratch()
    let description = try Self.images(scratch)
    _ = try scratch.write(IDX.file(9, [3], [0, 1, 255]), to: "y")
    let error = #expect(throws: DatasetError.self) { try TrainingData(description) }
    #expect(error?.description.contains("byte 10: expected a label of at least 0, found -1") == true)
  }

  @Test("float targets are values of their own shape")
  func values() throws {
    let scratch = try Scratch()
    let description = try Self.images(scratch)
    _ = try scratch.write(IDX.file(13, [3, 2], (0..<6).flatMap { IDX.bigEndian(Float($0).bitPattern) }), to: "y")
    let data = try TrainingData(description).train
    #expect(data.targets == .values([0, 1, 2, 3, 4, 5], shape: [2]))
    var values = [Float](repeating: -1, count: 4)
    data.gatherValues(&values, ids: [2, 0])
    #expect(values == [4, 5, 0, 1])
    try data.checkValues(size: 2)
    #expect(throws: DatasetError.self) { try data.checkValues(size: 3) }
  }

  @Test("a model input with the same count of numbers fits, another does not")
  func shapes() throws {
    let data = Dataset(inputs: [Float](repeating: 0, count: 8), sampleShape: [2, 2], classes: [0, 1])
    try data.checkInput(shape: [2, 2, 1])
    let error = #expect(throws: DatasetError.self) { try data.checkInput(shape: [2, 3]) }
    #expect(error?.description.contains("set model.input = [2, 2]") == true)
  }

  @Test("the manifest says what is in the files, not where they are")
  func manifest() throws {
    let scratch = try Scratch()
    let files = try Self.images(scratch).manifest()
    #expect(files.map(\.role) == [.trainInputs, .trainTargets])
    #expect(files.map(\.name) == ["x.gz", "y"])
    #expect(files[1].bytes == 11)
    #expect(files[1].sha256 == "b42326e57648289720e40f7c6f074d678a6bb041e7d1157a777e375b9269c0f5")
    let moved = try Self.images(scratch).relocated(to: scratch.path)
    #expect(try moved.manifest() == files)
  }
}
