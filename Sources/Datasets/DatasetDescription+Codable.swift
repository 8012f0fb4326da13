extension DatasetDescription: Codable {
  /// The formats, as the run file names them.
  public enum Format: String, Codable, Sendable, CaseIterable {
    case idx, generated
  }

  public var format: Format {
    switch source {
    case .idx: .idx
    case .generated: .generated
    }
  }

  private enum CodingKeys: String, CodingKey {
    case format, scale, train, validation, directory, name, samples, seed
    case validationSamples = "validation_samples"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let scale = try container.decodeIfPresent(DataScale.self, forKey: .scale) ?? .unit
    switch try container.decode(Format.self, forKey: .format) {
    case .idx: self.init(.idx(try Self.files(from: container)), scale: scale)
    case .generated: self.init(.generated(try Self.generated(from: container)), scale: scale)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(format, forKey: .format)
    try container.encode(scale, forKey: .scale)
    switch source {
    case .idx(let files):
      try container.encode(files.train, forKey: .train)
      try container.encodeIfPresent(files.validation, forKey: .validation)
      try container.encodeIfPresent(files.directory, forKey: .directory)
    case .generated(let data):
      try container.encode(data.name, forKey: .name)
      try container.encode(data.samples, forKey: .samples)
      try container.encode(data.validationSamples, forKey: .validationSamples)
      try container.encode(data.seed, forKey: .seed)
    }
  }

  private static func files(from container: KeyedDecodingContainer<CodingKeys>) throws -> IDXFiles {
    IDXFiles(
      train: try container.decode(IDXPair.self, forKey: .train),
      validation: try container.decodeIfPresent(IDXPair.self, forKey: .validation),
      directory: try container.decodeIfPresent(String.self, forKey: .directory))
  }

  private static func generated(from container: KeyedDecodingContainer<CodingKeys>) throws -> GeneratedData {
    var data = GeneratedData(try container.decode(GeneratedData.Name.self, forKey: .name))
    data.samples = try container.decodeIfPresent(Int.self, forKey: .samples) ?? data.samples
    data.validationSamples =
      try container.decodeIfPresent(Int.self, forKey: .validationSamples) ?? data.validationSamples
    data.seed = try container.decodeIfPresent(UInt64.self, forKey: .seed) ?? data.seed
    return data
  }
}
