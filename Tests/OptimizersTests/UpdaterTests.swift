import Testing

@testable import Optimizers

@Suite struct UpdaterTests {
  static let descriptions: [OptimizerDescription] =
    OptimizerDescription.Kind.allCases.map { OptimizerDescription($0) } + [
      OptimizerDescription(.sgd) { ($0.momentum, $0.nesterov, $0.clipNorm) = (0.9, true, 0.3) },
      OptimizerDescription(.sgd) { ($0.momentum, $0.dampening) = (0.9, 0.5) },
      OptimizerDescription(.adam) { ($0.amsgrad, $0.clipNorm) = (true, 0.3) },
      OptimizerDescription(.rmsprop) { ($0.centered, $0.momentum) = (true, 0.9) },
    ]

  @Test("a sum and 1 / samples give the bits of the average", arguments: descriptions)
  func sumAndScale(description: OptimizerDescription) {
    let scale: Float = 1.0 / 7
    let (bySum, byAverage) = (Updater(description, count: 19), Updater(description, count: 19))
    var (summed, averaged) = (Reference.numbers(1), Reference.numbers(1))
    for step in 1...10 {
      let sum = Reference.numbers(step + 1).map { $0 * 50 }
      bySum.apply(average: sum, to: &summed, scale: scale)
      byAverage.apply(average: sum.map { $0 * scale }, to: &averaged)
    }
    #expect(summed.map(\.bitPattern) == averaged.map(\.bitPattern))
    #expect(summed != Reference.numbers(1))
  }

  @Test("an updater with another's state goes on to the same bits, after any number of steps", arguments: descriptions)
  func restores(description: OptimizerDescription) {
    for steps in [0, 1, 2, 5, 40] {
      let original = Updater(description, count: 19)
      var weights = Reference.numbers(1)
      for step in 0..<steps { original.apply(average: Reference.numbers(step), to: &weights) }
      let snapshot = original.snapshot
      let resumed = Updater(description, count: 19)
      var others = Reference.numbers(2)
      resumed.apply(average: Reference.numbers(77), to: &others)
      resumed.restore(snapshot)
      #expect(resumed.stepCount == steps && resumed.snapshot == snapshot)
      var copy = weights
      for step in 100..<110 {
        original.apply(average: Reference.numbers(step), to: &weights)
        resumed.apply(average: Reference.numbers(step), to: &copy)
      }
      #expect(copy.map(\.bitPattern) == weights.map(\.bitPattern))
      #expect(original.snapshot == resumed.snapshot && original.snapshot != snapshot)
    }
  }

  private func clip(_ gradient: [Float], cutAt cut: Int? = nil, scale: Float = 1, limit: Double) -> Float {
    gradient.withUnsafeBufferPointer { whole in
      let pieces = [whole[..<(cut ?? whole.count)], whole[(cut ?? whole.count)...]]
      return clipCoefficient(pieces.map { UnsafeBufferPointer(rebasing: $0) }, scale: scale, limit: limit)
    }
  }

  @Test("clipping leaves short gradients alone and shortens long ones")
  func clipping() {
    #expect(clip([3, 4], limit: 10) == 1)
    #expect(abs(clip([3, 4], limit: 1) - 0.2) < 1e-6)
    #expect(abs(clip([3, 4], scale: 0.5, limit: 1) - 0.4) < 1e-6)
    #expect(clip([0, 0], limit: 1) == 1)
  }

  @Test("a gradient in pieces is clipped to the same bits", arguments: [4096, 8192, 12_288])
  func clippingInPieces(cut: Int) {
    let gradient = (0..<20_001).map { Float($0 % 977) * 0.37 - 180 }
    #expect(clip(gradient, cutAt: cut, scale: 0.01, limit: 1) == clip(gradient, scale: 0.01, limit: 1))
  }

  @Test("a NaN gradient reaches the weights", arguments: descriptions)
  func nanReachesTheWeights(description: OptimizerDescription) {
    var weights: [Float] = [1]
    Updater(description, count: 1).apply(average: [.nan], to: &weights)
    #expect(weights[0].isNaN)
  }

  @Test("the learning rate may change between steps")
  func learningRate() {
    let updater = Updater(OptimizerDescription(.sgd), count: 1)
    var weights: [Float] = [1]
    updater.learningRate = 0.5
    updater.apply(average: [1], to: &weights)
    #expect(weights == [0.5])
  }
}
