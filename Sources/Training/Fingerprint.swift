import Autograd
import Cluster
import Datasets
import Kernels
import NeuralNetworks
import Randomness
import Reduction

/// What this machine's kernels make of the run's own model: the digest of shard vectors for each size that a shard of the plan
/// can have, on inputs from Philox and the initial weights, and of one update.
///
/// Processes with equal fingerprints give equal bits for the run. It is computed on the lanes, as the run itself is.
struct Fingerprint {
  let run: PreparedRun

  func digest(on loop: BatchLoop) -> String {
    let sizes = shardSizes
    let pool = FlatBufferPool(count: run.layout.count)
    let vectors = sizes.map { _ in pool.take() }
    let weights = FlatBuffer(run.initialWeights)
    loop.forEach(sizes.count) { lane, index in
      let pass = Pass.training(seed: run.settings.run.seed, step: 0, shard: UInt32(index))
      lane.compute(Self.batch(of: sizes[index], for: run), pass, weights: weights, into: vectors[index])
    }
    let replica = Replica(run)
    if let first = vectors.first { replica.apply(first, scale: run.layout.scale(samples: sizes[0]), step: 1) }
    return Digest.of(vectors + [replica.weights], title: "fingerprint")
  }

  private var shardSizes: [Int] {
    let batches = run.plan.batches
    return batches.differentShards.map { batches.shard($0.shard, ofStep: $0.step).count }
  }

  private static func batch(of size: Int, for run: PreparedRun) -> LabelledBatch {
    let random = RandomSource(seed: run.settings.run.seed, purpose: .fingerprint)
    let inputs = Tensor(uninitialized: Shape([size] + run.settings.model.input))
    random.fillUniform(UnsafeMutableBufferPointer(start: inputs.pointer, count: inputs.count), from: 0, to: 1)
    let outputs = run.settings.model.outputShape
    guard run.settings.loss.takesClasses(of: run.train) else {
      let values = Tensor(uninitialized: Shape([size] + outputs))
      random.fillUniform(UnsafeMutableBufferPointer(start: values.pointer, count: values.count), from: 0, to: 1)
      return LabelledBatch(inputs: inputs, targets: .values(values))
    }
    let classes = (0..<size).map { Int32($0 % outputs.reduce(1, *)) }
    return LabelledBatch(inputs: inputs, targets: .classes(classes))
  }
}

extension PreparedRun {
  /// What this process compares with the other members of the run.
  package func digests(on loop: BatchLoop) -> Digests {
    Digests(
      data: dataDigest, model: Digest.of([FlatBuffer(initialWeights)], title: layoutText),
      fingerprint: Fingerprint(run: self).digest(on: loop), instructionSet: InstructionSet.current.rawValue)
  }

  private var layoutText: String {
    slices.map { "\($0.name) \($0.shape)" }.joined(separator: "\n")
  }
}
