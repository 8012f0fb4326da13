import NeuralNetworks

/// The keys of `[loss]`, by its `type`.
enum LossKeys {
  static func keys(_ kind: LossDescription.Kind) -> [Key<LossDescription>] {
    switch kind {
    case .crossEntropy: [labelSmoothing]
    case .huber: [delta]
    case .mse, .l1, .bceWithLogits, .nll: []
    }
  }

  private static let labelSmoothing = Key<LossDescription>(
    "label_smoothing", .number("a number from 0 to 1") { 0 <= $0 && $0 <= 1 }, \.labelSmoothing, .deciding,
    "the part of the target that is spread over all classes")
  private static let delta = Key<LossDescription>(
    "delta", .number("a number above 0") { $0 > 0 && Float($0) > 0 }, \.delta, .deciding,
    "where the square becomes a line")
}
