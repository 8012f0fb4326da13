import Autograd
import Testing

@testable import NeuralNetworks

@Suite struct LayoutTests {
  private let fashion = ModelDescription(
    input: [28, 28, 1],
    layers: [
      .flatten, .linear(outputs: 128, activation: .relu), .linear(outputs: 64, activation: .relu), .linear(outputs: 10),
    ])

  @Test("slices are packed in order, under the names of the same torch.nn.Sequential")
  func slices() {
    let layout = Layout(fashion.build())
    #expect(
      layout.slices.map(\.name) == ["1.weight", "1.bias", "3.weight", "3.bias", "5.weight", "5.bias"])
    #expect(layout.slices.map(\.shape) == [[128, 784], [128], [64, 128], [64], [10, 64], [10]])
    #expect(layout.slices.first?.range.lowerBound == 0)
    for (slice, next) in zip(layout.slices, layout.slices.dropFirst()) {
      #expect(slice.range.upperBound == next.range.lowerBound)
    }
    #expect(layout.count == 109_386)
  }

  @Test("the table of a description counts the parameters of the network it builds")
  func summary() {
    let rows = fashion.summary()
    #expect(rows.map(\.name) == ["0", "1", "3", "5"])
    #expect(rows.reduce(0) { $0 + $1.parameters } == 109_386)
    #expect(fashion.outputShape == [10])
  }

  @Test("the shape that a description foretells is the one that comes out")
  func shapes() {
    let output = fashion.build()(Variable(Tensor.zeros([2, 28, 28, 1])))
    #expect(output.shape == [2, 10])
  }
}
