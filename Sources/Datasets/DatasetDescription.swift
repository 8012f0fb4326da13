/// Where a run's data come from and how they are scaled: the `[data]` section of a run file.
///
/// Its coded form has the keys of the run file, so that other programs read it without knowing Swift.
public struct DatasetDescription: Sendable, Equatable {
  public var source: Source
  public var scale: DataScale

  public enum Source: Sendable, Equatable {
    case idx(IDXFiles)
    case generated(GeneratedData)
  }

  public init(_ source: Source, scale: DataScale = .unit) {
    self.source = source
    self.scale = scale
  }
}

/// What is done to inputs when they become numbers of a batch.
public enum DataScale: String, Codable, Sendable, CaseIterable {
  /// Bytes are divided by 255; other types are taken as they are.
  case unit
  /// Minus the mean, divided by the standard deviation, both of all inputs of the training set.
  case standard
  /// The stored numbers.
  case none
}

/// The files of a data set in IDX format, plain or gzip.
public struct IDXFiles: Sendable, Equatable {
  public var train: IDXPair
  /// The files that training never sees; without them nothing is evaluated.
  public var validation: IDXPair?
  /// Where files with relative names lie; nil for the current directory.
  public var directory: String?

  public init(train: IDXPair, validation: IDXPair? = nil, directory: String? = nil) {
    self.train = train
    self.validation = validation
    self.directory = directory
  }
}

/// Two files with the same number of items.
public struct IDXPair: Codable, Sendable, Equatable {
  public var inputs: String
  public var targets: String

  public init(inputs: String, targets: String) {
    self.inputs = inputs
    self.targets = targets
  }
}

/// Data that are computed instead of read; a function of these values alone.
public struct GeneratedData: Sendable, Equatable {
  public var name: Name
  /// The samples of the training set.
  public var samples: Int
  /// The samples of the validation set; 0 for none.
  public var validationSamples: Int
  public var seed: UInt64

  public enum Name: String, Codable, Sendable, CaseIterable {
    /// Four clouds around (±1, ±1); class 1 where the signs differ. Two inputs, two classes.
    case xor
    /// A disc and a ring around it. Two inputs, two classes.
    case rings
    /// Three arms that wind around each other. Two inputs, three classes.
    case spirals
    /// y = 2a - 3b + 0.5 and a little noise. Two inputs, one value.
    case plane
  }

  public init(_ name: Name, samples: Int = 1024, validationSamples: Int = 256, seed: UInt64 = 0) {
    self.name = name
    self.samples = samples
    self.validationSamples = validationSamples
    self.seed = seed
  }
}
