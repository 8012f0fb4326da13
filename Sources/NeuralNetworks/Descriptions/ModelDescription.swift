/// A network as values: the shape of one sample and the layers it passes. The `[model]` section of a run file.
public struct ModelDescription: Sendable, Equatable, Codable {
  /// The shape of one sample, without the batch.
  public var input: [Int]
  public var layers: [LayerDescription]

  public init(input: [Int], layers: [LayerDescription]) {
    self.input = input
    self.layers = layers
  }

  /// The shape of one sample behind all layers; for a description without problems.
  public var outputShape: [Int] {
    layers.reduce(input) { shape, layer in layer.output(of: shape) }
  }

  /// One row a layer: what it is, the shape of one sample behind it, and how many parameters it has.
  public func summary() -> [LayerSummary] {
    var shape = input
    var place = 0
    return layers.map { layer in
      let inputs = shape
      shape = layer.output(of: inputs)
      defer { place += layer.modules }
      return LayerSummary(
        name: String(place), kind: layer.caption(inputs: inputs.last ?? 1), output: shape,
        parameters: layer.parameters(inputs: inputs.last ?? 1))
    }
  }
}

/// A row of a model's table.
public struct LayerSummary: Sendable, Equatable {
  /// The index of the layer in the equivalent `torch.nn.Sequential`, where a fused activation counts as a module.
  public let name: String
  public let kind: String
  /// The shape of one sample.
  public let output: [Int]
  public let parameters: Int
}

extension LayerDescription {
  /// The shape of one sample behind this layer.
  func output(of input: [Int]) -> [Int] {
    switch self {
    case .flatten: [input.reduce(1, *)]
    case .linear(let outputs, _, _, _): input.dropLast() + [outputs]
    case .dropout, .activation: input
    }
  }

  /// How many modules of a `torch.nn.Sequential` this entry stands for.
  var modules: Int {
    guard case .linear(_, _, .some, _) = self else { return 1 }
    return 2
  }

  func parameters(inputs: Int) -> Int {
    guard case .linear(let outputs, let bias, _, _) = self else { return 0 }
    return inputs * outputs + (bias ? outputs : 0)
  }

  func caption(inputs: Int) -> String {
    switch self {
    case .flatten: "flatten"
    case .linear(let outputs, _, let activation, _):
      "linear \(inputs)-\(outputs)" + (activation.map { ", \($0.name.rawValue)" } ?? "")
    case .dropout(let probability): "dropout \(probability)"
    case .activation(let activation): activation.name.rawValue
    }
  }
}
