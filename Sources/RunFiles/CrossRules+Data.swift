import Datasets

extension CrossRules {
  /// Generated data are known before they exist, and so is what fits them.
  func generated() -> [Finding] {
    guard isSound("data", "loss"), isModelSound, case .generated(let data) = settings.data.source else { return [] }
    if settings.model.input != data.name.sampleShape {
      return [
        Finding(
          place("model", "input"),
          "model.input: expected \(data.name.sampleShape), the samples of \"\(data.name.rawValue)\", "
            + "got \(settings.model.input)")
      ]
    }
    return target(data.name)
  }

  private func target(_ name: GeneratedData.Name) -> [Finding] {
    let last = settings.model.layers.count - 1
    let outputs = settings.model.outputShape.reduce(1, *)
    switch (settings.loss.kind.takesClasses, name.classes) {
    case (true, nil):
      return [
        Finding(
          place("loss", "type"),
          "loss.type: \"\(name.rawValue)\" has values for targets, \(settings.loss.kind.rawValue) expects classes; "
            + "take \"mse\", \"l1\" or \"huber\"")
      ]
    case (true, let classes?) where outputs < classes:
      return [
        Finding(
          layerPlace(last, "outputs"),
          "model.layers[\(last)]: expected at least \(classes) outputs, the classes of \"\(name.rawValue)\", got \(outputs)"
        )
      ]
    default: return []
    }
  }
}

extension GeneratedData.Name {
  fileprivate var sampleShape: [Int] { [2] }

  /// Nil for those whose targets are values.
  fileprivate var classes: Int? {
    switch self {
    case .xor, .rings: 2
    case .spirals: 3
    case .plane: nil
    }
  }
}
