import CKernels

/// The state vectors of a rule, by slot; a slot that is not in use is nil.
typealias StatePointers = UnsafePointer<UnsafeMutablePointer<Float>?>

/// What one optimizer does to a range of the flat vectors.
protocol UpdateRule {
  /// PyTorch's names of the state vectors by slot, nil for slots not in use.
  var stateNames: [String?] { get }

  /// What the state vectors are filled with before the first step.
  var initialState: Float { get }

  /// The numbers of the next step (1 is the first), besides scale and clip coefficient. Called once a step, in order.
  mutating func figures(ofStep step: Int, learningRate: Double) -> mgd_update

  /// One pass over `count` elements.
  func update(
    _ weights: UnsafeMutablePointer<Float>, _ state: StatePointers, _ gradient: UnsafePointer<Float>,
    _ figures: inout mgd_update, count: Int)
}

extension UpdateRule {
  var initialState: Float { 0 }
}

extension OptimizerDescription {
  /// PyTorch's names of the vectors that the optimizer keeps, each as long as the weights.
  package var stateNames: [String] { rule.stateNames.compactMap { $0 } }

  var rule: any UpdateRule {
    switch kind {
    case .sgd: SGDRule(self)
    case .adagrad: AdaGradRule(self)
    case .rmsprop: RMSPropRule(self)
    case .adam, .adamw: AdamRule(self)
    }
  }

  /// The numbers that do not change from step to step.
  func figures(learningRate: Double) -> mgd_update {
    var figures = mgd_update()
    figures.scale = 1
    figures.clip = 1
    figures.learning_rate = Float(learningRate)
    figures.weight_decay = Float(weightDecay)
    figures.momentum = Float(momentum)
    figures.epsilon = Float(epsilon)
    return figures
  }
}
