import NeuralNetworks

/// The keys of a layer, by its `type`.
enum LayerKeys {
  /// A layer while its keys are read one by one.
  struct Draft: Sendable {
    var outputs = 0
    var bias = true
    var activation: Activation.Name?
    var slope: Float?
    var initial: Initializer?
    var probability: Float = 0.5
  }

  /// What an entry of `layers` can be: a layer with parameters or without, or an activation by its name.
  static let types = ["flatten", "linear", "dropout"] + Activation.Name.allCases.map(\.rawValue)

  static let type = Form<String>(
    expected: Choice.phrase(types),
    read: { node throws(Mismatch) in
      guard case .string(let text) = node.value else { throw Mismatch(expected: Choice.phrase(types), node) }
      guard types.contains(text) else { throw Choice.mismatch(node, text, types) }
      return text
    },
    write: { TOMLText.quoted($0) })

  static func keys(_ type: String) -> [Key<Draft>] {
    switch type {
    case "linear": [outputs, bias, activation, slope, initial]
    case "dropout": [probability]
    case Activation.Name.leakyReLU.rawValue: [slope]
    default: []
    }
  }

  private static let outputs = Key<Draft>(
    "outputs", .integer(1...Int(Int32.max)), \.outputs, .deciding, required: true, "how many numbers come out")
  private static let bias = Key<Draft>("bias", .boolean, \.bias, .deciding, "whether a bias is added")
  private static let activation = Key<Draft>(
    "activation", .choice, optional: \.activation, .deciding, "applied to the outputs, in the same pass")
  private static let slope = Key<Draft>(
    "slope", .number("a finite number") { _ in true }, optional: \.slope, .deciding, "of leaky_relu below 0; 0.01")
  private static let initial = Key<Draft>(
    "initial", .choice, optional: \.initial, .deciding, "how weights are drawn; kaiming_uniform, as in PyTorch")
  private static let probability = Key<Draft>(
    "probability", .number("a number from 0 up to, but not including, 1") { 0 <= $0 && $0 < 1 }, \.probability,
    .deciding, required: true, "the part of the elements that is set to 0 while training")
}

extension LayerKeys.Draft {
  init(_ layer: LayerDescription) {
    switch layer {
    case .flatten: break
    case .linear(let outputs, let bias, let activation, let initial):
      (self.outputs, self.bias, self.initial) = (outputs, bias, initial)
      (self.activation, slope) = (activation?.name, activation?.slope)
    case .dropout(let probability): self.probability = probability
    case .activation(let activation): slope = activation.slope
    }
  }

  func description(_ type: String) -> LayerDescription {
    let slope = self.slope ?? Activation.defaultSlope
    switch type {
    case "linear":
      return .linear(
        outputs: outputs, bias: bias, activation: activation.map { Activation($0, slope: slope) }, initial: initial)
    case "dropout": return .dropout(probability: probability)
    default: return Activation.Name(rawValue: type).map { .activation(Activation($0, slope: slope)) } ?? .flatten
    }
  }
}

extension KeyTable {
  static let model: [Key<ModelDescription>] = [
    Key("input", .shape, \.input, .deciding, required: true, "the shape of one sample"),
    Key("layers", .layers, \.layers, .deciding, required: true, "what a sample passes, from first to last"),
  ]
}

extension Form<[LayerDescription]> {
  private static let phrase = "an array of layers as { type = \"linear\", outputs = 10 }"
  private static let most = 10_000

  static var layers: Form {
    Form(
      expected: phrase,
      read: { node throws(Mismatch) in
        guard case .array(let elements) = node.value, !elements.isEmpty, elements.count <= most else {
          throw Mismatch(expected: phrase, node)
        }
        return try layers(elements)
      },
      write: { layers in "[\n" + layers.map { "  \(text($0)),\n" }.joined() + "]" })
  }

  private static func layers(_ elements: [TOMLNode]) throws(Mismatch) -> [LayerDescription] {
    var layers: [LayerDescription] = []
    var findings: [Finding] = []
    for (index, element) in elements.enumerated() {
      do { layers.append(try layer(element, index)) } catch { findings += error.findings }
    }
    guard findings.isEmpty else { throw Mismatch(findings) }
    return layers
  }

  private static func layer(_ node: TOMLNode, _ index: Int) throws(Mismatch) -> LayerDescription {
    let path = "model.layers[\(index)]"
    let type = try TableReader(title: path, path: path).variant("type", of: node, as: LayerKeys.type)
    var draft = LayerKeys.Draft()
    let reader = TableReader(title: "\(path), a \(type) layer", path: path)
    var findings = reader.read(node, LayerKeys.keys(type), selector: "type", into: &draft)
    if type == "linear", draft.slope != nil, draft.activation != .leakyReLU, let slope = node["slope"] {
      findings.append(Finding(slope.place, "\(path).slope: only activation = \"leaky_relu\" has a slope"))
    }
    guard findings.isEmpty else { throw Mismatch(findings) }
    return draft.description(type)
  }

  private static func text(_ layer: LayerDescription) -> String {
    let draft = LayerKeys.Draft(layer)
    let values = LayerKeys.keys(layer.type).compactMap { key in key.write(draft).map { (key: key.name, value: $0) } }
    return TOMLText.inlineTable([("type", TOMLText.quoted(layer.type))] + values)
  }
}
