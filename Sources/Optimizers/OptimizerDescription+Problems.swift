/// A setting that an optimizer cannot take.
public struct OptimizerProblem: Sendable, Equatable {
  /// The key in the run file's `[optimizer]` section.
  public let setting: OptimizerDescription.Setting
  /// What was expected and what was found.
  public let message: String
}

extension OptimizerDescription {
  /// All that is wrong with the settings this kind reads, in the order of its settings; empty when nothing is.
  public func problems() -> [OptimizerProblem] {
    kind.settings.compactMap { setting in
      complaint(about: setting).map { OptimizerProblem(setting: setting, message: "\(setting.rawValue): \($0)") }
    }
  }

  private func complaint(about setting: Setting) -> String? {
    switch setting {
    case .learningRate: Self.notNegative(learningRate)
    case .weightDecay: Self.notNegative(weightDecay)
    case .momentum: Self.notNegative(momentum)
    case .dampening: dampening.isFinite ? nil : "must be a finite number, is \(dampening)"
    case .nesterov: nesterovComplaint
    case .learningRateDecay: Self.notNegative(learningRateDecay)
    case .initialAccumulatorValue: Self.notNegative(initialAccumulatorValue)
    case .alpha: Self.share(alpha)
    case .beta1: Self.share(beta1)
    case .beta2: Self.share(beta2)
    case .epsilon: Self.notNegative(epsilon)
    case .clipNorm: clipNorm.flatMap { $0 > 0 && $0.isFinite ? nil : "must be above 0, is \($0)" }
    case .centered, .amsgrad: nil
    }
  }

  private var nesterovComplaint: String? {
    guard nesterov, momentum == 0 || dampening != 0 else { return nil }
    return "needs a momentum above 0 and no dampening; momentum is \(momentum), dampening is \(dampening)"
  }

  private static func notNegative(_ value: Double) -> String? {
    value >= 0 && value.isFinite ? nil : "must be 0 or more, is \(value)"
  }

  private static func share(_ value: Double) -> String? {
    value >= 0 && value < 1 ? nil : "must be at least 0 and below 1, is \(value)"
  }
}
