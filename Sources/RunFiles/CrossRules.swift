import Datasets
import NeuralNetworks
import Optimizers

/// What must fit together: between keys of a section, and between sections.
struct CrossRules {
  let settings: RunSettings
  let root: TOMLNode
  /// Sections that could not be read; nothing is said about them again.
  let unsound: Set<String>

  func findings() -> [Finding] {
    length() + batch() + model() + loss() + optimizer() + generated() + times() + mostWorkers() + workers()
  }

  private func isSound(_ sections: String...) -> Bool { unsound.isDisjoint(with: sections) }

  /// Where a key's value stands, or what comes closest to it.
  private func place(_ path: String...) -> Place {
    var node = root
    for key in path {
      guard let next = node[key] else { break }
      node = next
    }
    return node.place
  }

  private func layerPlace(_ index: Int, _ key: String) -> Place {
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

  private var isModelSound: Bool { isSound("model") && settings.model.problems().isEmpty }

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

  /// Generated data are known before they exist, and so is what fits them.
  private func generated() -> [Finding] {
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

  private func times() -> [Finding] {
    let cluster = settings.cluster
    guard isSound("cluster") else { return [] }
    var findings: [Finding] = []
    if cluster.suspect <= cluster.heartbeatInterval {
      findings.append(
        Finding(place("cluster", "suspect"), "cluster.suspect: expected more than cluster.heartbeat_interval"))
    }
    if cluster.dead < cluster.suspect {
      findings.append(Finding(place("cluster", "dead"), "cluster.dead: expected cluster.suspect or more"))
    }
    return findings
  }

  /// The coordinator would refuse workers that it waits for.
  private func mostWorkers() -> [Finding] {
    let cluster = settings.cluster
    let least = max(cluster.minWorkers, cluster.localWorkers)
    let key = cluster.minWorkers == least ? "min_workers" : "local_workers"
    guard isSound("cluster"), cluster.maxWorkers < least else { return [] }
    return [
      Finding(
        place("cluster", "max_workers"),
        "cluster.max_workers: expected at least \(least), as cluster.\(key) says, found \(cluster.maxWorkers)")
    ]
  }

  /// A run that nobody can join would wait for ever.
  private func workers() -> [Finding] {
    let cluster = settings.cluster
    guard isSound("cluster"), cluster.listen == nil, cluster.minWorkers > cluster.localWorkers else { return [] }
    if cluster.localWorkers == 0 {
      return [
        Finding(
          place("cluster", "local_workers"),
          "cluster.local_workers: expected at least 1 where cluster.listen is not given, found 0")
      ]
    }
    return [
      Finding(
        place("cluster", "min_workers"),
        "cluster.min_workers: \(cluster.minWorkers) workers will never be there: the coordinator starts "
          + "\(cluster.localWorkers), and no others can come without cluster.listen")
    ]
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
