import Datasets

/// The keys of `[data]`, by its `format`.
enum DataKeys {
  /// The files of an IDX data set while they are read one by one.
  struct Draft: Sendable {
    var scale = DataScale.unit
    var train = IDXPair(inputs: "", targets: "")
    var validation: IDXPair?
    var directory: String?
    var generated = GeneratedData(.xor)
  }

  static func keys(_ format: DatasetDescription.Format) -> [Key<Draft>] {
    switch format {
    case .idx: [train, validation, directory, scale]
    case .generated: [name, samples, validationSamples, seed, scale]
    }
  }

  private static let scale = Key<Draft>(
    "scale", .choice, \.scale, .deciding, "bytes by 255, standardised with the training set, or as stored")
  private static let train = Key<Draft>(
    "train", pair("train"), \.train, .free, required: true, "the training files")
  private static let validation = Key<Draft>(
    "validation", pair("validation"), optional: \.validation, .free, "the files that training never sees")
  private static let directory = Key<Draft>(
    "directory", .path, optional: \.directory, .free, "where they lie, from the current directory")
  private static let name = Key<Draft>(
    "name", .choice, \.generated.name, .deciding, required: true, "which samples are computed")
  private static let samples = Key<Draft>(
    "samples", .integer(1...GeneratedData.mostSamples), \.generated.samples, .deciding, "of the training set")
  private static let validationSamples = Key<Draft>(
    "validation_samples", .integer(0...GeneratedData.mostSamples), \.generated.validationSamples, .deciding,
    "of the validation set; 0 for none")
  private static let seed = Key<Draft>("seed", .natural, \.generated.seed, .deciding, "other samples of the same kind")

  private static let pairKeys: [Key<IDXPair>] = [
    Key("inputs", .path, \.inputs, .free, required: true, "IDX, plain or gzip"),
    Key("targets", .path, \.targets, .free, required: true, "IDX, plain or gzip"),
  ]

  private static func pair(_ name: String) -> Form<IDXPair> {
    Form(
      expected: "a table { inputs = \"FILE\", targets = \"FILE\" }",
      read: { node throws(Mismatch) in
        guard node.entries != nil else {
          throw Mismatch(expected: "a table { inputs = \"FILE\", targets = \"FILE\" }", node)
        }
        var pair = IDXPair(inputs: "", targets: "")
        let findings = TableReader(title: "data.\(name)", path: "data.\(name)").read(node, pairKeys, into: &pair)
        guard findings.isEmpty else { throw Mismatch(findings) }
        return pair
      },
      write: { pair in TOMLText.inlineTable(pairKeys.compactMap { key in key.write(pair).map { (key.name, $0) } }) })
  }
}

extension DataKeys.Draft {
  init(_ description: DatasetDescription) {
    scale = description.scale
    switch description.source {
    case .idx(let files): (train, validation, directory) = (files.train, files.validation, files.directory)
    case .generated(let data): generated = data
    }
  }

  func description(_ format: DatasetDescription.Format) -> DatasetDescription {
    switch format {
    case .idx: .init(.idx(.init(train: train, validation: validation, directory: directory)), scale: scale)
    case .generated: .init(.generated(generated), scale: scale)
    }
  }
}
