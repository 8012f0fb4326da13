import Autograd

/// What a model is to answer for each sample of a batch.
public enum Targets {
  /// One class a sample (a row of the output), from 0.
  case classes([Int32])
  /// Values, or probabilities, in the shape of the model's output.
  case values(Tensor)
}
