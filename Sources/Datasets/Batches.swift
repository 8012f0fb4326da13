import Autograd

/// Some samples, ready for a model.
public struct Batch {
  /// The samples' places in the data set.
  public let ids: [Int]
  /// The inputs, of shape [samples, …]; they need no gradient.
  public let inputs: Variable
  /// The class of each sample; empty when the targets are values.
  public let classes: [Int]
  /// The values that a model is to give, of shape [samples, …]; nil when the targets are classes.
  public let values: Variable?

  /// The number of samples.
  public var count: Int { ids.count }
}

/// The batches of one epoch, made as they are asked for.
public struct Batches: Sequence {
  let data: Dataset
  let size: Int
  /// Nil for the stored order.
  let order: SampleOrder?
  let pool: Pool

  /// How many batches there are.
  public var underestimatedCount: Int { (data.count + size - 1) / size }

  public func makeIterator() -> AnyIterator<Batch> {
    var start = 0
    return AnyIterator {
      guard start < data.count else { return nil }
      let positions = start..<Swift.min(start + size, data.count)
      start = positions.upperBound
      return data.batch(order.map { order in positions.map(order.id(at:)) } ?? Array(positions), in: pool)
    }
  }
}

extension Dataset {
  /// The samples of an epoch in an order that (seed, epoch) gives, each exactly once; the last batch may be smaller.
  ///
  /// ```swift
  /// for epoch in 0..<10 {
  ///   for batch in data.train.batches(of: 256, epoch: epoch, seed: 1) { ... }
  /// }
  /// ```
  ///
  /// - Parameter pool: Where the batches' memory comes from; give the same one to every epoch, and nothing is allocated anew.
  public func batches(of size: Int, epoch: Int, seed: UInt64, in pool: Pool = Pool()) -> Batches {
    precondition(size >= 1, "batches: of \(size) samples")
    return Batches(data: self, size: size, order: SampleOrder(seed: seed, epoch: epoch, count: count), pool: pool)
  }

  /// The samples in their stored order, as for an evaluation; the last batch may be smaller.
  public func batches(of size: Int, in pool: Pool = Pool()) -> Batches {
    precondition(size >= 1, "batches: of \(size) samples")
    return Batches(data: self, size: size, order: nil, pool: pool)
  }

  /// Some samples by their places in the data set.
  public func batch(_ ids: [Int], in pool: Pool? = nil) -> Batch {
    let inputs = Tensor(uninitialized: Shape([ids.count] + sampleShape), in: pool)
    gatherInputs(inputs.pointer, ids: ids)
    switch targets {
    case .classes(let all):
      return Batch(ids: ids, inputs: Variable(inputs), classes: ids.map { Int(all[$0]) }, values: nil)
    case .values(_, let shape):
      let values = Tensor(uninitialized: Shape([ids.count] + shape), in: pool)
      gatherValues(values.pointer, ids: ids)
      return Batch(ids: ids, inputs: Variable(inputs), classes: [], values: Variable(values))
    case .absent:
      return Batch(ids: ids, inputs: Variable(inputs), classes: [], values: nil)
    }
  }
}
