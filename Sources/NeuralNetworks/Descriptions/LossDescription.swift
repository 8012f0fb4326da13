/// Which loss a run minimises. The `[loss]` section of a run file.
///
/// The loss of a batch is the mean over its samples; for `mse`, `l1`, `huber` and `bce_with_logits` also over the
/// outputs of a sample, as PyTorch's `reduction="mean"`.
public struct LossDescription: Sendable, Equatable {
  public var kind: Kind
  /// Cross-entropy: how much of the target is spread evenly over the classes.
  public var labelSmoothing: Float
  /// Huber: where the square becomes a line.
  public var delta: Float

  /// The raw values are the names in a run file.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// From logits and class indices.
    case crossEntropy = "cross_entropy"
    case mse
    case l1
    case huber
    /// Binary cross-entropy from logits.
    case bceWithLogits = "bce_with_logits"
    /// From logarithms of probabilities and class indices: behind a `log_softmax`.
    case nll
  }

  public init(_ kind: Kind, labelSmoothing: Float = 0, delta: Float = 1) {
    self.kind = kind
    self.labelSmoothing = labelSmoothing
    self.delta = delta
  }
}

extension LossDescription.Kind {
  /// Whether the targets are indices of classes.
  public var takesClasses: Bool { self == .crossEntropy || self == .nll }
}

extension LossDescription: Codable {
  private enum CodingKeys: String, CodingKey {
    case kind = "type"
    case labelSmoothing = "label_smoothing"
    case delta
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try container.decode(Kind.self, forKey: .kind),
      labelSmoothing: try container.decodeIfPresent(Float.self, forKey: .labelSmoothing) ?? 0,
      delta: try container.decodeIfPresent(Float.self, forKey: .delta) ?? 1)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    if kind == .crossEntropy { try container.encode(labelSmoothing, forKey: .labelSmoothing) }
    if kind == .huber { try container.encode(delta, forKey: .delta) }
  }
}
