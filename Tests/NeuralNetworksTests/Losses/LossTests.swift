import Autograd
import Testing

@testable import NeuralNetworks

@Suite struct LossTests {
  @Test("sum, mean, gradient and correct answers are PyTorch's", arguments: try LossReference.all)
  func reference(_ reference: LossReference) {
    let output = Variable(reference.output.tensor, requiresGrad: true)
    let result = reference.loss.evaluate(output, reference.expected)
    #expect(abs(result.total - reference.sum) <= 2e-6 * (1 + abs(reference.sum)))
    #expect(result.sum.item == Float(result.total))
    #expect(result.correct == reference.correct)
    result.sum.backward()
    let samples = Float(output.shape[0])
    expectClose(output.grad.map { $0 * (1 / samples) }, reference.gradientOfMean, "gradient of the sum / samples")
  }

  @Test("the mean functions give PyTorch's mean and its gradient", arguments: try LossReference.all)
  func means(_ reference: LossReference) {
    let output = Variable(reference.output.tensor, requiresGrad: true)
    let mean = Self.mean(reference, output)
    #expect(abs(Double(mean.item) - reference.mean) <= 2e-6 * (1 + abs(reference.mean)))
    mean.backward()
    expectClose(output.grad, reference.gradientOfMean)
  }

  @Test("without a gradient the figures are the same", arguments: try LossReference.all)
  func withoutGradient(_ reference: LossReference) {
    let recorded = reference.loss.evaluate(
      Variable(reference.output.tensor, requiresGrad: true), reference.expected)
    let plain = reference.loss.evaluate(Variable(reference.output.tensor), reference.expected)
    #expect(plain.total == recorded.total)
    #expect(plain.correct == recorded.correct)
    #expect(plain.sum.isLeaf)
  }

  @Test(
    "the gradient agrees with finite differences",
    arguments: try LossReference.all.filter { $0.output.scalars.allSatisfy { abs($0) < 20 } })
  func finiteDifferences(_ reference: LossReference) {
    let report = gradientCheck(at: [reference.output.tensor]) { inputs in
      reference.loss.evaluate(inputs[0], reference.expected).sum
    }
    #expect(report.passed, "\(report)")
  }

  @Test("shards add up: the sum of a batch is the sum over its parts, for losses of any kind")
  func shardsAddUp() {
    let output = Tensor((0..<24).map { Float($0 % 7) - 3 }, shape: [6, 4])
    let target = Tensor((0..<24).map { Float($0 % 5) - 2 }, shape: [6, 4])
    for kind in LossDescription.Kind.allCases {
      let loss = LossDescription(kind)
      func sum(_ rows: Range<Int>) -> Double {
        let classes = (0..<6).map { Int32($0 % 4) }
        let targets = kind.takesClasses ? Targets.classes(Array(classes[rows])) : .values(target.rows(rows))
        return loss.evaluate(Variable(output.rows(rows)), targets).total
      }
      #expect(abs(sum(0..<6) - sum(0..<2) - sum(2..<6)) < 1e-5, "\(kind)")
    }
  }

  @Test("a loss that is used twice hands both gradients on")
  func usedTwice() {
    let logits = Variable(Tensor([1, 2, 3], shape: [1, 3]), requiresGrad: true)
    let loss = crossEntropy(logits, [0])
    (loss + loss * 2).backward()
    let once = Variable(logits.data, requiresGrad: true)
    crossEntropy(once, [0]).backward()
    #expect(logits.grad?.scalars == once.grad?.scalars.map { $0 * 3 })
  }

  @Test("not a number in, not a number out")
  func notANumber() {
    let logits = Variable(Tensor([1, .nan, 3, 4], shape: [2, 2]), requiresGrad: true)
    let result = LossDescription(.crossEntropy).evaluate(logits, .classes([0, 1]))
    #expect(result.total.isNaN)
    #expect(result.sum.item.isNaN)
  }

  @Test func `accuracy is the share of rows whose largest is their class`() {
    let output = Variable(Tensor([1, 2, 3, 9, 8, 7, 0, 5, 5], shape: [3, 3]))
    #expect(accuracy(output, [2, 0, 1]) == 1)
    #expect(accuracy(output, [2, 1, 2]) == 1.0 / 3)
  }

  private static func mean(_ reference: LossReference, _ output: Variable) -> Variable {
    let (loss, classes) = (reference.loss, reference.classes?.map(Int.init))
    let targets = reference.targets?.tensor ?? Tensor([])
    return switch (loss.kind, classes) {
    case (.crossEntropy, let classes?): crossEntropy(output, classes, labelSmoothing: loss.labelSmoothing)
    case (.crossEntropy, nil): crossEntropy(output, probabilities: targets, labelSmoothing: loss.labelSmoothing)
    case (.nll, let classes): negativeLogLikelihood(output, classes ?? [])
    case (.mse, _): meanSquaredError(output, targets)
    case (.l1, _): meanAbsoluteError(output, targets)
    case (.huber, _): huberLoss(output, targets, delta: loss.delta)
    case (.bceWithLogits, _): binaryCrossEntropy(logits: output, targets)
    }
  }
}
