/// One entry of a model's `layers`.
public enum LayerDescription: Sendable, Equatable {
  case flatten
  /// The activation is fused: one pass over the outputs adds the bias and applies it.
  case linear(outputs: Int, bias: Bool = true, activation: Activation? = nil, initial: Initializer? = nil)
  /// Sets elements to zero with this probability while training and scales the others by 1/(1-p).
  case dropout(probability: Float)
  case activation(Activation)
}

extension LayerDescription: Codable {
  private enum CodingKeys: String, CodingKey {
    case type, outputs, bias, activation, slope, initial, probability
  }

  private enum Structural: String {
    case flatten, linear, dropout
  }

  /// The `type` of the entry in a run file.
  public var type: String {
    switch self {
    case .flatten: Structural.flatten.rawValue
    case .linear: Structural.linear.rawValue
    case .dropout: Structural.dropout.rawValue
    case .activation(let activation): activation.name.rawValue
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let type = try container.decode(String.self, forKey: .type)
    let slope = try container.decodeIfPresent(Float.self, forKey: .slope) ?? Activation.defaultSlope
    switch Structural(rawValue: type) {
    case .flatten: self = .flatten
    case .linear:
      self = .linear(
        outputs: try container.decode(Int.self, forKey: .outputs),
        bias: try container.decodeIfPresent(Bool.self, forKey: .bias) ?? true,
        activation: try container.decodeIfPresent(Activation.Name.self, forKey: .activation)
          .map { Activation($0, slope: slope) },
        initial: try container.decodeIfPresent(Initializer.self, forKey: .initial))
    case .dropout: self = .dropout(probability: try container.decode(Float.self, forKey: .probability))
    case nil: self = .activation(Activation(try container.decode(Activation.Name.self, forKey: .type), slope: slope))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(type, forKey: .type)
    switch self {
    case .flatten: break
    case .linear(let outputs, let bias, let activation, let initial):
      try container.encode(outputs, forKey: .outputs)
      try container.encode(bias, forKey: .bias)
      try container.encodeIfPresent(activation?.name, forKey: .activation)
      try container.encodeIfPresent(activation?.slope, forKey: .slope)
      try container.encodeIfPresent(initial, forKey: .initial)
    case .dropout(let probability): try container.encode(probability, forKey: .probability)
    case .activation(let activation): try container.encodeIfPresent(activation.slope, forKey: .slope)
    }
  }
}
