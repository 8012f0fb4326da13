/// Something in a description that cannot be meant.
public struct DatasetProblem: Sendable, Equatable {
  /// The key inside `[data]`, with dots for tables.
  public let key: String
  /// What is wrong, what was expected and what was got.
  public let message: String

  public init(key: String, message: String) {
    self.key = key
    self.message = message
  }
}

extension DatasetDescription {
  /// Everything that is wrong with the values themselves, all at once; no file is looked at.
  public func problems() -> [DatasetProblem] {
    switch source {
    case .idx(let files): files.problems()
    case .generated(let data): data.problems()
    }
  }
}

extension IDXFiles {
  fileprivate func problems() -> [DatasetProblem] {
    var names = [("train.inputs", train.inputs), ("train.targets", train.targets)]
    if let validation {
      names += [("validation.inputs", validation.inputs), ("validation.targets", validation.targets)]
    }
    return names.filter { $0.1.isEmpty }.map {
      DatasetProblem(key: $0.0, message: "expected the name of a file, got an empty string")
    }
  }
}

extension GeneratedData {
  /// More samples than this are a slip of the pen.
  package static let mostSamples = 100_000_000

  fileprivate func problems() -> [DatasetProblem] {
    var problems: [DatasetProblem] = []
    if !(1...Self.mostSamples).contains(samples) {
      problems.append(.init(key: "samples", message: "expected 1 to \(Self.mostSamples), got \(samples)"))
    }
    if !(0...Self.mostSamples).contains(validationSamples) {
      problems.append(
        .init(key: "validation_samples", message: "expected 0 to \(Self.mostSamples), got \(validationSamples)"))
    }
    return problems
  }
}
