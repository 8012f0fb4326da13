/// What a model asks of the data; a difference is the data's fault or the run file's, never a trap.
extension Dataset {
  /// Checks that all classes are below the number of a model's outputs.
  ///
  /// - Throws: ``DatasetError`` with the file and the byte of the first label that is not.
  package func checkClasses(below outputs: Int) throws {
    guard case .classes(let classes) = targets,
      let place = classes.firstIndex(where: { $0 < 0 || Int($0) >= outputs })
    else { return }
    throw DatasetError.malformed(
      file: origin.targets, offset: origin.targetStart + place * origin.targetSize,
      expected: "a label below \(outputs), the number of the model's outputs",
      found: "label \(classes[place]) of item \(place)",
      hint: "the last layer needs at least \(Int(classes.max() ?? 0) + 1) outputs")
  }

  /// Checks that a sample has as many numbers as a model takes; [28, 28] and [28, 28, 1] are the same.
  package func checkInput(shape: [Int]) throws {
    guard shape.reduce(1, *) != sampleSize else { return }
    throw DatasetError.unfit(
      what: origin.inputs, expected: "samples of shape \(shape), the model's input", found: "shape \(sampleShape)",
      hint: "set model.input = \(sampleShape)")
  }

  /// Checks that samples have as many numbers as those of the training set.
  func checkInput(like train: Dataset) throws {
    guard train.sampleSize != sampleSize else { return }
    throw DatasetError.unfit(
      what: origin.inputs, expected: "samples of shape \(train.sampleShape), as in \(train.origin.inputs)",
      found: "shape \(sampleShape)", hint: nil)
  }

  /// Checks that targets are values of the size of a model's output.
  package func checkValues(size: Int) throws {
    guard targets.size != size else { return }
    throw DatasetError.unfit(
      what: origin.targets, expected: "\(size) values a sample, as the model's outputs",
      found: "\(targets.size)", hint: nil)
  }

  /// One more than the highest class; nil when targets are values.
  package var classCount: Int? {
    guard case .classes(let classes) = targets else { return nil }
    return Int(classes.max() ?? -1) + 1
  }
}
