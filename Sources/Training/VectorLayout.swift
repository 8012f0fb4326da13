import Cluster
import Reduction

/// Where things lie in the flat vector of a shard: the gradients in parameter order, then the statistics.
///
/// Everything that is summed over shards travels in this one vector, so that the reduction knows nothing of layers.
package struct VectorLayout: Equatable, Sendable {
  /// The numbers of all parameters.
  package let parameters: Int

  package static let statistics = 3
  private var lossSum: Int { parameters }
  private var correct: Int { parameters + 1 }
  private var samples: Int { parameters + 2 }

  package init(parameters: Int) {
    precondition(parameters >= 0, "VectorLayout: \(parameters) parameters")
    self.parameters = parameters
  }

  package var count: Int { parameters + Self.statistics }

  /// What a sample count does to a sum of gradients.
  package func scale(samples: Int) -> Float { 1 / Float(samples) }

  /// Multiplies the gradients; statistics stay sums.
  package func scale(_ vector: FrameVector, by factor: Float) {
    check(vector)
    vector.scale(first: parameters, by: factor)
  }

  package func write(lossSum: Float, correct: Int, samples: Int, into vector: FlatBuffer) {
    check(vector)
    vector.pointer[self.lossSum] = lossSum
    vector.pointer[self.correct] = Float(correct)
    vector.pointer[self.samples] = Float(samples)
  }

  /// The statistics of a step of so many samples. Counts are exact to 16,777,216; a vector that came from outside may hold anything, and is
  /// taken for what it can be.
  package func figures(of vector: some Summand, samples: Int) -> Figures {
    check(vector)
    let correct = Int(exactly: vector[correct].rounded()) ?? 0
    return Figures(samples: samples, correct: min(max(0, correct), samples), lossSum: Double(vector[lossSum]))
  }

  private func check(_ vector: some Summand) {
    precondition(vector.count == count, "VectorLayout: \(vector.count) numbers, expected \(count)")
  }
}
