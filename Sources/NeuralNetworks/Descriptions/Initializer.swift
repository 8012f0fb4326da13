/// How the values of a weight are drawn before the first step. The raw values are the names in a run file.
public enum Initializer: String, Sendable, Codable, CaseIterable {
  /// Uniform within ±1/√inputs: what PyTorch gives a Linear (`kaiming_uniform_(a=√5)`), weights and bias alike.
  case kaimingUniform = "kaiming_uniform"
  /// Uniform within ±√(6/(inputs+outputs)); biases are 0. X. Glorot and Y. Bengio, AISTATS 2010.
  case xavierUniform = "xavier_uniform"
  /// Normal with standard deviation √(2/(inputs+outputs)); biases are 0.
  case xavierNormal = "xavier_normal"
  /// Normal with standard deviation 0.02; biases are 0.
  case normal
  case zeros
}
