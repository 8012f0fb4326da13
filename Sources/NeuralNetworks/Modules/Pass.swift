import Randomness

/// What a network is run for: evaluation, or the training of one shard of one step.
public enum Pass: Sendable, Equatable {
  case evaluation
  /// Random numbers are a function of these three and of the layer, never of what was drawn before.
  case training(seed: UInt64, step: UInt64, shard: UInt32)

  /// A training step in one piece.
  public static func training(step: Int, seed: UInt64 = 0) -> Pass {
    .training(seed: seed, step: UInt64(step), shard: 0)
  }

  /// The random numbers of a layer that lets elements fall out; nil in evaluation.
  func dropout(layer: UInt32) -> RandomSource? {
    guard case .training(let seed, let step, let shard) = self else { return nil }
    return RandomSource(seed: seed, purpose: .dropout, step: step, shard: shard, layer: layer)
  }
}
