import Autograd
import Testing

@testable import NeuralNetworks

@Suite struct DropoutTests {
  private let ones = Variable(Tensor.ones([64, 100]), requiresGrad: true)
  private let pass = Pass.training(seed: 1, step: 2, shard: 3)

  @Test("in evaluation and with probability 0 it is the identity")
  func identity() {
    #expect(Dropout(0.5)(ones) === ones)
    #expect(Dropout(0)(ones, pass) === ones)
  }

  @Test("elements fall out with the probability, the others are scaled", arguments: [0.1, 0.25, 0.5, 0.9] as [Float])
  func share(_ probability: Float) {
    let output = Dropout(probability)(ones, pass).data.scalars
    #expect(Set(output) == [0, 1 / (1 - probability)])
    let dropped = Float(output.count { $0 == 0 }) / Float(output.count)
    // Four standard deviations of 6400 draws.
    #expect(abs(dropped - probability) < 4 * (probability * (1 - probability) / 6400).squareRoot())
  }

  @Test("the gradient passes where the element did")
  func gradient() {
    let output = Dropout(0.25)(ones, pass)
    output.sum().backward()
    #expect(ones.grad?.scalars == output.data.scalars)
  }

  @Test("the gradient agrees with finite differences", arguments: [[6], [2, 3], [2, 1, 4]])
  func finiteDifferences(_ shape: [Int]) {
    let dropout = Dropout(0.4)
    let report = gradientCheck(at: [pattern(Shape(shape), scale: 1)]) { dropout($0[0], pass) }
    #expect(report.passed, "\(report)")
  }

  @Test("seed, step, shard and layer choose the mask, and nothing else does")
  func reproducible() {
    func mask(_ pass: Pass, layer: UInt32 = 0) -> [Float] {
      let dropout = Dropout(0.5)
      dropout.layer = layer
      return dropout(ones, pass).data.scalars
    }
    let first = mask(pass)
    #expect(mask(pass) == first)
    let others = [
      mask(.training(seed: 2, step: 2, shard: 3)), mask(.training(seed: 1, step: 3, shard: 3)),
      mask(.training(seed: 1, step: 2, shard: 4)), mask(pass, layer: 1),
    ]
    for other in others { #expect(other != first) }
  }

  @Test("each dropout of a network draws for itself, the same ones in every instance")
  func layers() {
    let description = ModelDescription(input: [4], layers: [.dropout(probability: 0.5), .dropout(probability: 0.5)])
    let (one, other) = (description.build(), description.build())
    let numbers = one.children.map { ($0.module as? Dropout)?.layer }
    #expect(numbers == [1, 2])
    #expect(one(ones, pass).data == other(ones, pass).data)
  }
}
