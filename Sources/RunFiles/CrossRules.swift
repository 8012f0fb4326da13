import NeuralNetworks
import Optimizers

/// What must fit together: between keys of a section, and between sections.
struct CrossRules {
  let settings: RunSettings
  let root: TOMLNode
  /// Sections that could not be read; nothing is said about them again.
  let unsound: Set<String>

  func findings() -> [Finding] {
    [length(), batch(), model(), loss(), optimizer(), generated(), times(), mostWorkers(), workers(), security()]
      .flatMap { $0 }
  }

  func isSound(_ sections: String...) -> Bool { unsound.isDisjoint(with: sections) }

  /// Where a key's value stands, or what comes closest to it.
  func place(_ path: String...) -> Place {
    var node = root
    for key in path {
      guard let next = node[key] else { break }
      node = next
    }
    return node.place
  }

  func layerPlace(_ index: Int, _ key: String) -> Place {
    guard case .array(let layers)? = root["model"]?["layers"]?.value, layers.indices.contains(index) else {
      return place("model", "layers")
    }
    return layers[index][key]?.place ?? layers[index].place
  }

  private func length() -> [Finding] {
    guard isSound("run") else { return [] }
    switch (settings.run.epochs, settings.run.steps) {
    case (nil, nil): return [Finding(place("run"), "missing key 'epochs' or 'steps' in [run]: how long to train")]
    case (.some, .some):
      return [Finding(place("run", "steps"), "run.steps: expected either epochs or steps, found both")]
    default: return []
    }
  }

  private func batch() -> [Finding] {
    let batch = settings.batch
    guard isSound("batch"), batch.size < batch.shards else { return [] }
    let source = root["batch"]?["shards"] == nil ? ", the default" : ""
    return [
      Finding(
        place("batch", "size"),
        "batch.size: \(batch.size) samples cannot be cut into \(batch.shards) shards (batch.shards\(source)); "
          + "expected at least one sample a shard")
    ]
  }

  private func model() -> [Finding] {
    guard isSound("model") else { return [] }
    return settings.model.problems().map { problem in
      guard let layer = problem.layer else {
        return Finding(place("model", problem.key), "model.\(problem.key): \(problem.message)")
      }
      return Finding(layerPlace(layer, problem.key), "model.layers[\(layer)]: \(problem.message)")
    }
  }

  var isModelSound: Bool { isSound("model") && settings.model.problems().isEmpty }

  /// What the last layer gives and what the loss takes.
  private func loss() -> [Finding] {
    guard isSound("loss"), isModelSound else { return [] }
    let last = settings.model.layers.count - 1
    if settings.loss.kind.takesClasses, settings.model.outputShape.count != 1 {
      return [
        Finding(
          layerPlace(last, "type"),
          "model.layers[\(last)]: loss \(settings.loss.kind.rawValue) expects one number for each class, "
            + "the model gives samples of shape \(settings.model.outputShape)")
      ]
    }
    return activationAdvice(settings.model.layers[last]).map {
      [Finding(place("loss", "type"), "loss.type: \($0)", severity: .warning)]
    } ?? []
  }

  private func activationAdvice(_ layer: LayerDescription) -> String? {
    switch (settings.loss.kind, layer.finalActivation) {
    case (.nll, let activation) where activation != .logSoftmax:
      "nll expects logarithms of probabilities; end the model with log_softmax, or use cross_entropy"
    case (.crossEntropy, .softmax), (.crossEntropy, .logSoftmax):
      "cross_entropy applies log_softmax itself; leave the softmax out of the model"
    case (.bceWithLogits, .sigmoid): "bce_with_logits applies the sigmoid itself; leave it out of the model"
    default: nil
    }
  }

  private func optimizer() -> [Finding] {
    guard isSound("optimizer") else { return [] }
    return settings.optimizer.problems().map {
      Finding(place("optimizer", $0.setting.rawValue), "optimizer.\($0.message)")
    }
  }
}

extension LayerDescription {
  /// What is applied last in this layer.
  fileprivate var finalActivation: Activation? {
    switch self {
    case .linear(_, _, let activation, _): activation
    case .activation(let activation): activation
    case .flatten, .dropout: nil
    }
  }
}
