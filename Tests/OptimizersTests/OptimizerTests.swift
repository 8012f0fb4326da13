import Autograd
import NeuralNetworks
import Testing

@testable import Optimizers

@Suite struct OptimizerTests {
  private let model = Sequential(Linear(3, 2), Linear(2, 1))

  private func backward() {
    let output = model(Variable(Tensor([1, -2, 3, 0.5, 1, -1], shape: [2, 3])), .evaluation)
    (output * output).sum().backward()
  }

  @Test("a step follows the gradient, and the module sees it")
  func step() {
    model.initialize(seed: 1)
    let before = model.flatWeights
    let optimizer = SGD(model, learningRate: 0.1)
    #expect(model.flatWeights == before)
    backward()
    let gradient = model.parameters.flatMap { $0.variable.grad?.copy().scalars ?? [] }
    optimizer.step()
    #expect(model.flatWeights == zip(before, gradient).map { $0 - $1 * Float(0.1) })
    #expect(optimizer.stepCount == 1)
  }

  @Test("gradients accumulate until they are zeroed")
  func zeroGradients() throws {
    let optimizer = SGD(model)
    let first = try #require(model.parameters.first).variable
    backward()
    let once = try #require(first.grad).scalars
    backward()
    #expect(first.grad?.scalars == once.map { $0 * 2 })
    optimizer.zeroGradients()
    #expect(first.grad == nil)
    backward()
    #expect(first.grad?.scalars == once)
  }

  @Test("a parameter without a gradient stays where it is")
  func withoutGradient() {
    let optimizer = SGD(model, learningRate: 0.1)
    backward()
    optimizer.step()
    let before = model.flatWeights
    optimizer.zeroGradients()
    optimizer.step()
    #expect(model.flatWeights == before)
  }

  @Test("values given to a parameter between steps are taken over")
  func replacedValues() throws {
    let optimizer = SGD(model, learningRate: 0.5)
    model.initialize(seed: 7)
    let before = model.flatWeights
    let first = try #require(model.parameters.first).variable
    first.grad = Tensor([1, 1, 1, 1, 1, 1], shape: [2, 3])
    optimizer.step()
    #expect(model.flatWeights.prefix(6) == ArraySlice(before.prefix(6).map { $0 - 0.5 }))
    #expect(model.flatWeights.dropFirst(6) == before.dropFirst(6))
  }

  @Test("the module outlives its optimizer")
  func moduleOutlives() {
    do {
      let optimizer = Adam(model, learningRate: 0.1)
      backward()
      optimizer.step()
    }
    let weights = model.flatWeights
    backward()
    #expect(model.flatWeights == weights && weights.allSatisfy { $0.isFinite })
  }

  @Test("every optimizer reduces a loss")
  func everyOptimizer() {
    let optimizers: [(Sequential) -> Optimizer] = [
      { SGD($0, learningRate: 0.01, momentum: 0.5, nesterov: true, clipNorm: 10) }, { AdaGrad($0, learningRate: 0.1) },
      { RMSProp($0, learningRate: 0.01, momentum: 0.1, centered: true) }, { Adam($0, learningRate: 0.05) },
      { AdamW($0, learningRate: 0.05, amsgrad: true) },
    ]
    for make in optimizers {
      model.initialize(seed: 3)
      let optimizer = make(model)
      let losses = (0..<20).map { _ in lossAfterStep(of: optimizer) }
      #expect(losses[19] < losses[0] * 0.5, "\(optimizer.description.kind): \(losses)")
    }
  }

  private func lossAfterStep(of optimizer: Optimizer) -> Float {
    optimizer.zeroGradients()
    let inputs = Variable(Tensor([1, -2, 3, 0.5, 1, -1], shape: [2, 3]))
    let loss = meanSquaredError(model(inputs, .evaluation), Tensor([1, -1], shape: [2, 1]))
    loss.backward()
    optimizer.step()
    return loss.item
  }
}
