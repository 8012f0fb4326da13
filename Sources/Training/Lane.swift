import Autograd
import Cluster
import Datasets
import NeuralNetworks
import Reduction

/// One thread's share of a worker: a module instance, a tape, a pool of buffers.
///
/// Not Sendable: a lane computes one shard at a time, on whichever thread holds it. All lanes read the same weights.
final class Lane {
  private let run: PreparedRun
  private let module: Sequential
  private let parameters: [Parameter]
  private let pool = Pool()
  private var ids: [Int] = []
  private var classes: [Int32] = []

  init(_ run: PreparedRun) {
    self.run = run
    module = run.settings.model.build()
    parameters = module.parameters
  }

  /// Computes the flat vector of one shard: the sum of its samples' gradients, then its statistics.
  ///
  /// - Parameters:
  ///   - weights: Read, not written.
  ///   - vector: Written completely, unless the shard is given up.
  ///   - goesOn: Asked after each layer, forward and backward.
  /// - Returns: Whether the shard was computed; false when `goesOn` said no.
  @discardableResult
  func compute(
    step: Int, shard: Int, order: SampleOrder, weights: FlatBuffer, into vector: FlatBuffer,
    goesOn: () -> Bool = { true }
  ) -> Bool {
    order.fill(&ids, positions: run.plan.batches.shard(shard, ofStep: step))
    let pass = Pass.training(seed: run.settings.run.seed, step: UInt64(step), shard: UInt32(shard))
    return compute(batch(of: run.train, ids), pass, weights: weights, into: vector, goesOn: goesOn)
  }

  /// The flat vector of any batch: forward, the sum of the losses, backward.
  @discardableResult
  func compute(
    _ batch: LabelledBatch, _ pass: Pass, weights: FlatBuffer, into vector: FlatBuffer, goesOn: () -> Bool = { true }
  ) -> Bool {
    bind(weights, gradients: vector)
    for parameter in parameters { parameter.variable.beginGradient() }
    guard let output = module.forward(Variable(batch.inputs), pass, goesOn: goesOn) else { return false }
    let result = run.settings.loss.evaluate(output, batch.targets)
    guard result.sum.backward(goesOn: goesOn) else { return false }
    for parameter in parameters { parameter.variable.finishGradient() }
    run.layout.write(
      lossSum: result.sum.item, correct: result.correct, samples: batch.inputs.shape[0], into: vector)
    return true
  }

  /// The figures of samples of the validation set, without gradients.
  ///
  /// - Parameter goesOn: Asked after each layer.
  /// - Returns: nil when `goesOn` said no.
  func evaluate(_ ids: Range<Int>, of dataset: Dataset, weights: FlatBuffer, goesOn: () -> Bool) -> Figures? {
    bind(weights, gradients: nil)
    return withoutGradients {
      let batch = batch(of: dataset, Array(ids))
      guard let output = module.forward(Variable(batch.inputs), .evaluation, goesOn: goesOn) else { return nil }
      let result = run.settings.loss.evaluate(output, batch.targets)
      return Figures(samples: ids.count, correct: result.correct, lossSum: result.total)
    }
  }

  /// How often a tensor's storage was taken from the pool, and how often it had to be allocated.
  var poolStatistics: (hits: Int, misses: Int) { (pool.hits, pool.misses) }

  private func bind(_ weights: FlatBuffer, gradients: FlatBuffer?) {
    parameters.bind(weights: weights.pointer, gradients: gradients?.pointer)
  }

  private func batch(of dataset: Dataset, _ ids: [Int]) -> LabelledBatch {
    let inputs = Tensor(uninitialized: Shape([ids.count] + run.settings.model.input), in: pool)
    dataset.gatherInputs(inputs.pointer, ids: ids)
    return LabelledBatch(inputs: inputs, targets: targets(of: dataset, ids))
  }

  private func targets(of dataset: Dataset, _ ids: [Int]) -> Targets {
    guard !run.settings.loss.takesClasses(of: dataset) else {
      return .classes(
        [Int32](unsafeUninitializedCapacity: ids.count) { buffer, count in
          if let base = buffer.baseAddress { dataset.gatherClasses(base, ids: ids) }
          count = ids.count
        })
    }
    let values = Tensor(uninitialized: Shape([ids.count] + run.settings.model.outputShape), in: pool)
    dataset.gatherValues(values.pointer, ids: ids)
    return .values(values)
  }
}

/// Inputs of some samples with what the model is to answer.
struct LabelledBatch {
  let inputs: Tensor
  let targets: Targets
}
