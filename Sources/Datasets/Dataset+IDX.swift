extension Dataset {
  /// Reads inputs and targets, and checks that they belong together.
  ///
  /// Targets of rank 1 in an integer type are classes, all others are values.
  ///
  /// - Parameter scaling: Given the inputs, how they are scaled.
  convenience init(idx pair: (inputs: String, targets: String), scaling: (Elements) -> Scaling) throws {
    let inputs = try IDXFile(reading: pair.inputs)
    let targets = try IDXFile(reading: pair.targets)
    guard inputs.dimensions[0] == targets.dimensions[0] else {
      throw DatasetError.malformed(
        file: targets.path, offset: 4, expected: "\(inputs.dimensions[0]) items, as many as \(inputs.path) has",
        found: "\(targets.dimensions[0])", hint: "inputs and targets must be of the same set")
    }
    self.init(
      inputs: inputs.elements, sampleShape: Array(inputs.dimensions.dropFirst()),
      targets: try targets.targets(), scaling: scaling(inputs.elements),
      origin: Origin(
        inputs: inputs.path, targets: targets.path, targetStart: targets.start, targetSize: targets.elementSize))
  }

  /// Inputs alone, as for a prediction, scaled as those of the training set were.
  package convenience init(idxInputs path: String, scaling: Scaling) throws {
    let file = try IDXFile(reading: path)
    self.init(
      inputs: file.elements, sampleShape: Array(file.dimensions.dropFirst()), targets: .absent, scaling: scaling,
      origin: Origin(inputs: path))
  }
}

extension IDXFile {
  fileprivate func targets() throws -> DatasetTargets {
    switch elements {
    case .bytes(let labels) where dimensions.count == 1: .classes(labels.map(Int32.init))
    case .signedBytes(let labels) where dimensions.count == 1: .classes(try checked(labels.map(Int32.init)))
    case .shorts(let labels) where dimensions.count == 1: .classes(try checked(labels.map(Int32.init)))
    case .integers(let labels) where dimensions.count == 1: .classes(try checked(labels))
    default: .values(values, shape: Array(dimensions.dropFirst()))
    }
  }

  private func checked(_ labels: [Int32]) throws -> [Int32] {
    guard let place = labels.firstIndex(where: { $0 < 0 }) else { return labels }
    throw DatasetError.malformed(
      file: path, offset: offset(ofElement: place), expected: "a label of at least 0",
      found: "\(labels[place])", hint: nil)
  }

  private var values: [Float] {
    var values: [Float] = []
    values.reserveCapacity(elements.count)
    elements.forEach { values.append(Float($0)) }
    return values
  }
}
