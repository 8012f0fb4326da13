import Autograd
import Foundation
import Testing

@testable import NeuralNetworks

/// A tensor as the reference files hold it.
struct Values: Decodable {
  let shape: [Int]
  let scalars: [Float]

  var tensor: Tensor { Tensor(scalars, shape: Shape(shape)) }
}

/// One case of References/losses.json.
struct LossReference: Decodable, CustomTestStringConvertible {
  let loss: LossDescription
  let output: Values
  let classes: [Int32]?
  let targets: Values?
  let mean: Double
  let sum: Double
  let gradientOfMean: Values
  let correct: Int

  var expected: Targets { classes.map { .classes($0) } ?? .values(targets?.tensor ?? Tensor([])) }
  var testDescription: String { "\(loss.kind) of \(output.shape), \(classes == nil ? "values" : "classes")" }
  static var all: [LossReference] { get throws { try read("losses") } }
}

/// One case of References/networks.json.
struct NetworkReference: Decodable, CustomTestStringConvertible {
  struct Named: Decodable {
    let name: String
    let value: Values
    let gradient: Values
  }

  let model: ModelDescription
  let parameters: [Named]
  let input: Values
  let output: Values
  let upstream: Values
  let inputGradient: Values

  var testDescription: String { "\(model.summary().map(\.kind))" }
  static var all: [NetworkReference] { get throws { try read("networks") } }
}

private func read<Case: Decodable>(_ name: String) throws -> [Case] {
  let file = try #require(Bundle.module.url(forResource: "References/\(name)", withExtension: "json"))
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .custom { path in
    let key = path[path.count - 1].stringValue
    let changed = ["gradient_of_mean": "gradientOfMean", "input_gradient": "inputGradient"]
    return PlainKey(stringValue: changed[key] ?? key)
  }
  return try decoder.decode([Case].self, from: Data(contentsOf: file))
}

private struct PlainKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// Equal shapes, and each element within `tolerance * (1 + |expected|)`.
func expectClose(
  _ found: Tensor?, _ expected: Values, tolerance: Float = 2e-6, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let found else {
    Issue.record("\(what): nothing", sourceLocation: sourceLocation)
    return
  }
  #expect(found.shape.sizes == expected.shape, "\(what)", sourceLocation: sourceLocation)
  let worst = zip(found.scalars, expected.scalars).map { abs($0 - $1) / (1 + abs($1)) }.max() ?? 0
  #expect(worst <= tolerance, "\(what): off by \(worst)", sourceLocation: sourceLocation)
}
