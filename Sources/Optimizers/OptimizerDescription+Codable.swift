extension OptimizerDescription: Codable {
  private enum TypeKey: String, CodingKey {
    case type
  }

  /// Missing keys have PyTorch's defaults for the kind; unknown ones are ignored.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.container(keyedBy: TypeKey.self).decode(Kind.self, forKey: .type))
    let values = try decoder.container(keyedBy: Setting.self)
    func read<Value: Decodable>(_ value: inout Value, _ key: Setting) throws {
      value = try values.decodeIfPresent(Value.self, forKey: key) ?? value
    }
    try read(&learningRate, .learningRate)
    try read(&weightDecay, .weightDecay)
    try read(&momentum, .momentum)
    try read(&dampening, .dampening)
    try read(&nesterov, .nesterov)
    try read(&learningRateDecay, .learningRateDecay)
    try read(&initialAccumulatorValue, .initialAccumulatorValue)
    try read(&alpha, .alpha)
    try read(&centered, .centered)
    try read(&beta1, .beta1)
    try read(&beta2, .beta2)
    try read(&amsgrad, .amsgrad)
    try read(&epsilon, .epsilon)
    clipNorm = try values.decodeIfPresent(Double.self, forKey: .clipNorm)
  }

  public func encode(to encoder: any Encoder) throws {
    var type = encoder.container(keyedBy: TypeKey.self)
    try type.encode(kind, forKey: .type)
    var values = encoder.container(keyedBy: Setting.self)
    for setting in kind.settings { try encode(setting, into: &values) }
  }

  private func encode(_ setting: Setting, into values: inout KeyedEncodingContainer<Setting>) throws {
    switch setting {
    case .learningRate: try values.encode(learningRate, forKey: setting)
    case .weightDecay: try values.encode(weightDecay, forKey: setting)
    case .momentum: try values.encode(momentum, forKey: setting)
    case .dampening: try values.encode(dampening, forKey: setting)
    case .nesterov: try values.encode(nesterov, forKey: setting)
    case .learningRateDecay: try values.encode(learningRateDecay, forKey: setting)
    case .initialAccumulatorValue: try values.encode(initialAccumulatorValue, forKey: setting)
    case .alpha: try values.encode(alpha, forKey: setting)
    case .centered: try values.encode(centered, forKey: setting)
    case .beta1: try values.encode(beta1, forKey: setting)
    case .beta2: try values.encode(beta2, forKey: setting)
    case .amsgrad: try values.encode(amsgrad, forKey: setting)
    case .epsilon: try values.encode(epsilon, forKey: setting)
    case .clipNorm: try values.encodeIfPresent(clipNorm, forKey: setting)
    }
  }
}
