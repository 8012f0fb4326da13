import Foundation
import Testing

@testable import NeuralNetworks

@Suite struct ModelDescriptionTests {
  @Test("a coded description has the keys of a run file and comes back equal")
  func coding() throws {
    let description = ModelDescription(
      input: [28, 28, 1],
      layers: [
        .flatten, .linear(outputs: 8, bias: false, activation: .leakyReLU(slope: 0.5), initial: .xavierNormal),
        .dropout(probability: 0.25), .activation(.gelu), .linear(outputs: 2),
      ])
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(description.layers[1])
    #expect(
      String(decoding: data, as: UTF8.self)
        == #"{"activation":"leaky_relu","bias":false,"initial":"xavier_normal","outputs":8,"slope":0.5,"type":"linear"}"#
    )
    let copy = try JSONDecoder().decode(ModelDescription.self, from: encoder.encode(description))
    #expect(copy == description)
    #expect(description.problems().isEmpty)
  }

  @Test(
    "what cannot be meant is told with its layer and key",
    arguments: [
      ([28, 28], [.linear(outputs: 10)], 0, "type"),
      ([784], [.linear(outputs: 0)], 0, "outputs"),
      ([784], [.flatten, .dropout(probability: 1)], 1, "probability"),
      ([784], [.linear(outputs: 3), .linear(outputs: -1)], 1, "outputs"),
      ([784], [.activation(.leakyReLU(slope: .nan))], 0, "slope"),
      ([784], [.linear(outputs: .max)], 0, "outputs"),
      ([784], [], nil, "layers"), ([784], [.flatten], nil, "layers"), ([784, 0], [.flatten], nil, "input"),
      ([], [.flatten], nil, "input"),
      ([.max, .max], [.flatten], nil, "input"),
    ] as [([Int], [LayerDescription], Int?, String)])
  func problems(_ input: [Int], layers: [LayerDescription], layer: Int?, key: String) {
    let problems = ModelDescription(input: input, layers: layers).problems()
    #expect(problems.map(\.layer) == [layer])
    #expect(problems.map(\.key) == [key])
  }
}
