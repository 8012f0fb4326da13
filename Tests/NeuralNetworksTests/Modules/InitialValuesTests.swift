import Autograd
import Testing

@testable import NeuralNetworks

@Suite struct InitialValuesTests {
  private func moments(_ scalars: [Float]) -> (mean: Double, deviation: Double, largest: Double) {
    let numbers = scalars.map(Double.init)
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
    return (mean, variance.squareRoot(), numbers.map(abs).max() ?? 0)
  }

  @Test(
    "weights have the spread of their kind",
    arguments: [
      (Initializer.kaimingUniform, 0.05 / 3.0.squareRoot(), 0.05),
      (.xavierUniform, (2.0 / 500).squareRoot(), (6.0 / 500).squareRoot()),
      (.xavierNormal, (2.0 / 500).squareRoot(), .infinity),
      (.normal, 0.02, .infinity), (.zeros, 0, 0),
    ])
  func spread(_ initializer: Initializer, deviation: Double, bound: Double) {
    let model = Sequential(Linear(400, 100, initial: initializer), seed: 5)
    let found = moments(model.parameters[0].variable.data.scalars)
    #expect(abs(found.mean) <= 5 * deviation / 200)
    #expect(abs(found.deviation - deviation) <= 0.02 * deviation)
    #expect(found.largest <= bound * 1.000001)
    if bound.isFinite { #expect(found.largest >= bound * 0.999) }
  }

  @Test("biases follow PyTorch by default and are 0 otherwise", arguments: Initializer.allCases)
  func biases(_ initializer: Initializer) {
    let bias = Linear(400, 100, initial: initializer).bias?.variable.data.scalars ?? []
    guard initializer == .kaimingUniform else {
      #expect(bias.allSatisfy { $0 == 0 })
      return
    }
    #expect(bias.allSatisfy { abs($0) <= 0.05 })
    #expect(Set(bias).count > 90)
  }

  @Test("the flat vector of a layout is what a module is initialized with, for any instance")
  func flat() {
    let description = ModelDescription(
      input: [6], layers: [.linear(outputs: 5, activation: .relu), .linear(outputs: 3, initial: .xavierNormal)])
    let lane = description.build()
    lane.initialize(seed: 9)
    let weights = Layout(description.build()).initialWeights(seed: 9)
    #expect(weights == lane.flatWeights)
    #expect(weights != Layout(lane).initialWeights(seed: 10))
  }

  @Test("equal layers at other places begin with other values")
  func places() {
    let model = Sequential(Linear(8, 8), Linear(8, 8), seed: 1)
    #expect(model.parameters[0].variable.data != model.parameters[2].variable.data)
  }
}
