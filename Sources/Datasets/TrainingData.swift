/// The data of a run: what is trained on, and what training never sees.
public struct TrainingData: Sendable {
  public let train: Dataset
  public let validation: Dataset?

  /// Reads or computes the data of a description.
  ///
  /// The validation set is scaled by the numbers of the training set.
  ///
  /// - Throws: ``DatasetError``, which names the file and the byte, what was expected and what was found.
  public init(_ description: DatasetDescription) throws {
    switch description.source {
    case .generated(let data):
      train = Dataset(data, .train, scale: description.scale)
      validation = data.validationSamples > 0 ? Dataset(data, .validation(like: train), scale: description.scale) : nil
    case .idx:
      let paths = Dictionary(uniqueKeysWithValues: description.paths.map { ($0.role, $0.path) })
      func pair(_ inputs: DataRole, _ targets: DataRole) -> (inputs: String, targets: String)? {
        guard let inputs = paths[inputs], let targets = paths[targets] else { return nil }
        return (inputs, targets)
      }
      guard let files = pair(.trainInputs, .trainTargets) else { preconditionFailure("IDX data without train files") }
      let train = try Dataset(idx: files) { Scaling(description.scale, of: $0) }
      self.train = train
      validation = try pair(.validationInputs, .validationTargets).map { pair in
        let validation = try Dataset(idx: pair) { _ in train.scaling }
        try validation.checkInput(like: train)
        return validation
      }
    }
  }
}
