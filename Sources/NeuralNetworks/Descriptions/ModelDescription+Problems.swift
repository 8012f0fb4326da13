/// Something in a model's description that cannot be meant.
public struct ModelProblem: Sendable, Equatable {
  /// The entry of `layers`; nil when it is about the model itself.
  public let layer: Int?
  /// The key of the entry, or of `[model]`.
  public let key: String
  /// What is wrong, what was expected and what was got.
  public let message: String

  public init(layer: Int?, key: String, message: String) {
    self.layer = layer
    self.key = key
    self.message = message
  }
}

extension ModelDescription {
  /// The most numbers of one sample, and the most parameters of one layer: more are a slip of the pen.
  static let mostElements = 1 << 31

  /// Everything that is wrong, in the order of the layers. A layer whose input is not known is not looked at.
  public func problems() -> [ModelProblem] {
    guard isSound(input) else {
      return [.init(layer: nil, key: "input", message: "expected sizes from 1 up, got \(input)")]
    }
    guard !layers.isEmpty else {
      return [.init(layer: nil, key: "layers", message: "expected at least one layer, got none")]
    }
    var problems: [ModelProblem] = []
    var shape = input
    for (index, layer) in layers.enumerated() {
      if let (key, message) = layer.complaint(input: shape) {
        problems.append(.init(layer: index, key: key, message: message))
        // What comes behind a layer that does not fit would be said of a shape that nobody meant.
        if key == "type" { break }
      }
      shape = layer.output(of: shape)
      guard isSound(shape) else { break }
    }
    if problems.isEmpty, summary().allSatisfy({ $0.parameters == 0 }) {
      return [
        .init(
          layer: nil, key: "layers",
          message: "expected at least one layer with parameters to train, as linear, got none")
      ]
    }
    return problems
  }

  private func isSound(_ shape: [Int]) -> Bool {
    var elements = 1
    for size in shape {
      guard size >= 1, size <= Self.mostElements / elements else { return false }
      elements *= size
    }
    return !shape.isEmpty
  }
}

extension LayerDescription {
  fileprivate func complaint(input: [Int]) -> (key: String, message: String)? {
    switch self {
    case .flatten: nil
    case .linear(let outputs, _, _, _): linearComplaint(outputs: outputs, input: input)
    case .dropout(let probability):
      (0..<1).contains(probability)
        ? nil : ("probability", "expected a number from 0 up to, but not including, 1, got \(probability)")
    case .activation(let activation): slopeComplaint(activation)
    }
  }

  private func linearComplaint(outputs: Int, input: [Int]) -> (key: String, message: String)? {
    if outputs < 1 { return ("outputs", "expected a positive integer, got \(outputs)") }
    guard input.count == 1 else {
      return (
        "type",
        "linear: expected samples of shape [n], got \(input); put { type = \"flatten\" } before it"
      )
    }
    guard input[0] < ModelDescription.mostElements / outputs else {
      return ("outputs", "linear: \(input[0]) inputs and \(outputs) outputs make too many weights")
    }
    guard case .linear(_, _, let activation?, _) = self else { return nil }
    return slopeComplaint(activation)
  }

  private func slopeComplaint(_ activation: Activation) -> (key: String, message: String)? {
    guard let slope = activation.slope, !slope.isFinite else { return nil }
    return ("slope", "expected a finite number, got \(slope)")
  }
}
