import Autograd
import Datasets

/// A data set of two files. The first byte chooses the scaling, the next two are the length of the inputs' file; the rest is the
/// targets' file.
enum Datasets {
  static func check(_ input: [UInt8]) throws {
    guard input.count >= 3 else { return }
    let scale = DataScale.allCases[Int(input[0]) % DataScale.allCases.count]
    let bytes = input[3...]
    let length = min(Int(input[1]) | Int(input[2]) << 8, bytes.count)
    let scratch = try ScratchDirectory()
    let pair = IDXPair(
      inputs: try scratch.write(Array(bytes.prefix(length)), to: "inputs"),
      targets: try scratch.write(Array(bytes.dropFirst(length)), to: "targets"))
    let description = DatasetDescription(.idx(IDXFiles(train: pair, validation: pair)), scale: scale)
    do { try checkUse(try TrainingData(description), scratch) } catch { try checkWords(error, in: scratch, of: nil) }
  }

  /// What a run does with data before its first step.
  private static func checkUse(_ data: TrainingData, _ scratch: ScratchDirectory) throws {
    try require(data.train.count >= 1, "\(data.train.count) samples")
    _ = data.digest()
    for batch in data.train.batches(of: 4, epoch: 0, seed: 1).prefix(1) {
      let numbers = batch.inputs.data.scalars
      try require(numbers.count == min(4, data.train.count) * data.train.sampleSize, "\(numbers.count) inputs")
      try require(numbers.allSatisfy(\.isFinite), "inputs that are not finite")
    }
    try checkTargets(data.train)
    let checks: [() throws -> Void] = [
      { try data.train.checkClasses(below: 10) }, { try data.train.checkInput(shape: [2, 2]) },
      { try data.train.checkValues(size: 2) },
    ]
    for check in checks { do { try check() } catch { try checkWords(error, in: scratch, of: nil) } }
    if let classes = data.train.classCount { try require(classes >= 1, "\(classes) classes") }
  }

  private static func checkTargets(_ set: Dataset) throws {
    let ids = Array((0..<set.count).suffix(4)) + [0]
    var values = [Float](repeating: .nan, count: ids.count * set.targets.size)
    values.withUnsafeMutableBufferPointer { if let out = $0.baseAddress { set.gatherValues(out, ids: ids) } }
    try require(values.allSatisfy(\.isFinite), "targets that are not finite")
    guard let classCount = set.classCount else { return }
    var classes = [Int32](repeating: -1, count: ids.count)
    classes.withUnsafeMutableBufferPointer { if let out = $0.baseAddress { set.gatherClasses(out, ids: ids) } }
    try require(classes.allSatisfy { (0..<classCount).contains(Int($0)) }, "\(classes) of \(classCount) classes")
    try require(classes.map { Float($0) } == values, "classes \(classes) as values \(values)")
  }

  /// Every refusal names the file and a place in it.
  static func checkWords(_ error: any Error, in scratch: ScratchDirectory, of size: Int?) throws {
    guard let error = error as? DatasetError else { throw error }
    try require(error.description.contains(scratch.path), "no file in: \(error)")
    switch error {
    case .malformed(_, let offset, let expected, let found, _):
      try require(offset >= 0 && offset <= size ?? offset, "byte \(offset) of \(size ?? 0): \(error)")
      try require(!expected.isEmpty && !found.isEmpty, "no reason in: \(error)")
    case .malformedText(_, let line, let column, let expected, let found):
      try require(line >= 1 && column >= 1, "line \(line), column \(column)")
      try require(!expected.isEmpty && !found.isEmpty, "no reason in: \(error)")
    default: break
    }
  }
}
