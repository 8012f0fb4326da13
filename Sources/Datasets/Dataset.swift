/// Samples in memory: inputs in the type they were stored in, and what a model is to answer.
///
/// ```swift
/// let data = try TrainingData(DatasetDescription(.generated(GeneratedData(.xor))))
/// for batch in data.train.batches(of: 256, epoch: 0, seed: 1) { ... }
/// ```
///
/// Numbers are converted and scaled a batch at a time, so that a byte of a picture costs a byte.
public final class Dataset: Sendable {
  /// The number of samples.
  public let count: Int
  /// The shape of one sample's inputs, for example [28, 28].
  public let sampleShape: [Int]
  package let inputs: Elements
  package let targets: DatasetTargets
  package let scaling: Scaling
  /// Where the data came from, for messages.
  let origin: Origin

  struct Origin: Sendable {
    var inputs = "inputs"
    var targets = "targets"
    /// Where a target lies in its file: start + index · size.
    var targetStart = 0
    var targetSize = 0
  }

  init(
    inputs: Elements, sampleShape: [Int], targets: DatasetTargets, scaling: Scaling, origin: Origin = Origin()
  ) {
    self.inputs = inputs
    self.sampleShape = sampleShape
    self.targets = targets
    self.scaling = scaling
    self.origin = origin
    self.count = inputs.count / max(sampleShape.reduce(1, *), 1)
  }

  /// Samples of your own, with the class of each.
  ///
  /// - Parameter inputs: All numbers, sample after sample; used as they are.
  public convenience init(inputs: [Float], sampleShape: [Int], classes: [Int]) {
    precondition(
      inputs.count == classes.count * sampleShape.reduce(1, *),
      "Dataset: \(inputs.count) numbers for \(classes.count) samples of shape \(sampleShape)")
    self.init(
      inputs: .floats(inputs), sampleShape: sampleShape, targets: .classes(classes.map(Int32.init)),
      scaling: .identity)
  }

  /// Samples of your own, with the values that a model is to give for each.
  public convenience init(inputs: [Float], sampleShape: [Int], values: [Float], targetShape: [Int]) {
    precondition(
      inputs.count * targetShape.reduce(1, *) == values.count * sampleShape.reduce(1, *),
      "Dataset: \(inputs.count) numbers of shape \(sampleShape), \(values.count) values of shape \(targetShape)")
    self.init(
      inputs: .floats(inputs), sampleShape: sampleShape, targets: .values(values, shape: targetShape),
      scaling: .identity)
  }

  /// How many numbers one sample's inputs have.
  public var sampleSize: Int { sampleShape.reduce(1, *) }
}

/// What a model is to answer for each sample.
package enum DatasetTargets: Sendable, Equatable {
  /// One class a sample, from 0.
  case classes([Int32])
  /// Values of this shape a sample.
  case values([Float], shape: [Int])
  /// Inputs alone, as for a prediction.
  case absent

  /// How many numbers one sample's target has.
  package var size: Int {
    switch self {
    case .classes: 1
    case .values(_, let shape): shape.reduce(1, *)
    case .absent: 0
    }
  }
}
