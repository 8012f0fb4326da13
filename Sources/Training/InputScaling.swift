import Datasets

/// How the inputs of a prediction become what the model was trained on.
package struct InputScaling: Sendable {
  private let data: DatasetDescription

  package init(_ data: DatasetDescription) {
    self.data = data
  }

  /// The scaling of numbers that were read from a file.
  ///
  /// With `scale = "unit"` an IDX file says itself whether it holds bytes; a table does not, and is taken to hold what the training
  /// inputs hold. With `"standard"` the moments are those of the training inputs.
  ///
  /// - Throws: `DatasetError` when the training inputs are needed and cannot be read.
  package func scaling(of elements: Elements, _ format: InputFormat) throws -> Scaling {
    switch (data.scale, format) {
    case (.none, _): .identity
    case (.unit, .idx): Scaling(.unit, of: elements)
    case (.unit, .csv), (.standard, _): try ofTraining()
    }
  }

  private func ofTraining() throws -> Scaling {
    guard let inputs = data.paths.first(where: { $0.role == .trainInputs }) else {
      return try TrainingData(data).train.scaling
    }
    return Scaling(data.scale, of: try IDXFile(reading: inputs.path).elements)
  }
}
