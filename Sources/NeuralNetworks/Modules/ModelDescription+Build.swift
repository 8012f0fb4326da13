extension ModelDescription {
  /// The network, for a description without problems. Its parameters wait to be bound or initialized.
  ///
  /// A fused activation is a module of its own, so that names are those of the same `torch.nn.Sequential`.
  package func build() -> Sequential {
    var shape = input
    var modules: [any Module] = []
    for layer in layers {
      modules += layer.modules(input: shape)
      shape = layer.output(of: shape)
    }
    return Sequential(uninitialized: modules)
  }
}

extension LayerDescription {
  fileprivate func modules(input: [Int]) -> [any Module] {
    switch self {
    case .flatten: return [Flatten()]
    case .dropout(let probability): return [Dropout(probability)]
    case .activation(let activation): return [activation.module()]
    case .linear(let outputs, let bias, let activation, let initial):
      let linear = Linear(input[input.count - 1], outputs, bias: bias, initial: initial ?? .kaimingUniform)
      return [linear] + (activation.map { [$0.module()] } ?? [])
    }
  }
}
