import Autograd
import Foundation
import Testing

/// One case of References/functions.json: a Function at a point, as PyTorch computes it.
struct ReferenceCase: Decodable, CustomTestStringConvertible {
  struct Values: Decodable {
    let shape: [Int]
    let scalars: [Float]

    var tensor: Tensor { Tensor(scalars, shape: Shape(shape)) }
  }

  let function: String
  let inputs: [Values]
  let output: Values
  let upstream: Values
  let gradients: [Values]
  let smooth: Bool

  var testDescription: String { "\(function) of \(inputs.map(\.shape))" }

  static func all() throws -> [ReferenceCase] {
    guard let file = Bundle.module.url(forResource: "References/functions", withExtension: "json") else { return [] }
    return try JSONDecoder().decode([ReferenceCase].self, from: Data(contentsOf: file))
  }

  /// What the names in the file stand for.
  static let functions: [String: @Sendable ([Variable]) -> Variable] = [
    "add": { $0[0] + $0[1] },
    "subtract": { $0[0] - $0[1] },
    "multiply": { $0[0] * $0[1] },
    "divide": { $0[0] / $0[1] },
    "negate": { -$0[0] },
    "power of variables": { $0[0] ** $0[1] },
    "power 0": { $0[0] ** 0 },
    "power 2": { $0[0] ** 2 },
    "power 3": { $0[0] ** 3 },
    "power -1": { $0[0] ** -1 },
    "power 0.5": { $0[0].power(0.5) },
    "power 2.5": { $0[0] ** 2.5 },
    "exponential": { $0[0].exp() },
    "logarithm": { $0[0].log() },
    "square root": { $0[0].sqrt() },
    "absolute value": { $0[0].abs() },
    "maximum": { maximum($0[0], $0[1]) },
    "minimum": { minimum($0[0], $0[1]) },
    "sum": { $0[0].sum() },
    "sum over -1": { $0[0].sum(over: -1) },
    "sum over 0, kept": { $0[0].sum(over: 0, keepDimensions: true) },
    "sum over 0 and 2": { $0[0].sum(over: [2, 0]) },
    "sum over 1 and 2": { $0[0].sum(over: [1, 2]) },
    "mean": { $0[0].mean() },
    "mean over -1, kept": { $0[0].mean(over: -1, keepDimensions: true) },
    "mean over 0": { $0[0].mean(over: 0) },
    "mean over 0 and 1, kept": { $0[0].mean(over: [0, 1], keepDimensions: true) },
    "max over -1": { $0[0].max(over: -1) },
    "max over 1": { $0[0].max(over: 1) },
    "max over 0, kept": { $0[0].max(over: 0, keepDimensions: true) },
    "reshape 3 -1": { $0[0].reshaped(to: [3, -1]) },
    "transpose": { $0[0].transposed() },
    "transpose 2 0 1": { $0[0].transposed([2, 0, -2]) },
    "transpose 0 2 1": { $0[0].transposed([0, 2, 1]) },
    "concatenate along 0": { concatenate($0) },
    "concatenate along 1": { concatenate($0, along: 1) },
    "concatenate along -1": { concatenate($0, along: -1) },
    "slice 0..<2 along 0": { $0[0].slice(0..<2) },
    "slice 1..<2 along 1": { $0[0].slice(1..<2, along: 1) },
    "slice 1..<3 along -1": { $0[0].slice(1..<3, along: -1) },
    "matmul": { $0[0].matmul($0[1]) },
    "relu": { $0[0].relu() },
    "leaky relu 0.2": { $0[0].leakyReLU(slope: 0.2) },
    "sigmoid": { $0[0].sigmoid() },
    "tanh": { $0[0].tanh() },
    "gelu": { $0[0].gelu() },
    "softmax": { $0[0].softmax() },
    "softmax over 1": { $0[0].softmax(over: 1) },
    "log-softmax": { $0[0].logSoftmax() },
    "log-softmax over 0": { $0[0].logSoftmax(over: 0) },
  ]
}
