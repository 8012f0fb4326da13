import Randomness

extension Dataset {
  /// Which part of the generated samples: they are numbered through, training first.
  enum Part {
    case train
    /// Scaled by the numbers of the training set.
    case validation(like: Dataset)
  }

  /// Computes the samples of a description; each is a function of its number and the seed.
  convenience init(_ data: GeneratedData, _ part: Part, scale: DataScale) {
    let generator = SampleGenerator(data)
    switch part {
    case .train: self.init(generator, 0..<data.samples) { Scaling(scale, of: $0) }
    case .validation(let train):
      self.init(generator, data.samples..<(data.samples + data.validationSamples)) { _ in train.scaling }
    }
  }

  private convenience init(_ generator: SampleGenerator, _ ids: Range<Int>, scaling: (Elements) -> Scaling) {
    let samples = ids.map(generator.sample)
    let inputs = Elements.floats(samples.flatMap { [Float($0.x), Float($0.y)] })
    let targets: DatasetTargets =
      generator.givesClasses
      ? .classes(samples.map { Int32($0.target) }) : .values(samples.map { Float($0.target) }, shape: [1])
    self.init(inputs: inputs, sampleShape: [2], targets: targets, scaling: scaling(inputs))
  }
}

/// One generated point of the plane, with its class or value.
struct GeneratedSample {
  var x: Double
  var y: Double
  var target: Double
}

/// Computes samples by number, from Philox and exact arithmetic alone.
struct SampleGenerator {
  private let name: GeneratedData.Name
  private let random: RandomSource

  init(_ data: GeneratedData) {
    name = data.name
    random = RandomSource(seed: data.seed, purpose: .generatedData)
  }

  var givesClasses: Bool { name != .plane }

  func sample(_ id: Int) -> GeneratedSample {
    switch name {
    case .xor: xor(id)
    case .rings: rings(id)
    case .spirals: spirals(id)
    case .plane: plane(id)
    }
  }

  private func xor(_ id: Int) -> GeneratedSample {
    let (x, y) = (id & 1 == 0 ? -1.0 : 1.0, id & 2 == 0 ? -1.0 : 1.0)
    return GeneratedSample(x: x + noise(id, 0) * 0.5, y: y + noise(id, 1) * 0.5, target: x * y < 0 ? 1 : 0)
  }

  private func rings(_ id: Int) -> GeneratedSample {
    let isOuter = id & 1 == 1
    let radius = isOuter ? 1 + 0.2 * noise(id, 1) : 0.5 * uniform(id, 1)
    return point(radius: radius, turns: uniform(id, 0), target: isOuter ? 1 : 0)
  }

  private func spirals(_ id: Int) -> GeneratedSample {
    let arm = Double(id % 3)
    let radius = uniform(id, 0)
    return point(radius: radius, turns: arm / 3 + 0.7 * radius + 0.04 * noise(id, 1), target: arm)
  }

  private func plane(_ id: Int) -> GeneratedSample {
    let (x, y) = (2 * uniform(id, 0) - 1, 2 * uniform(id, 1) - 1)
    return GeneratedSample(x: x, y: y, target: 2 * x - 3 * y + 0.5 + 0.05 * noise(id, 2))
  }

  private func point(radius: Double, turns: Double, target: Double) -> GeneratedSample {
    let direction = Turns(turns)
    return GeneratedSample(x: radius * direction.cosine, y: radius * direction.sine, target: target)
  }

  /// A number of 0..<1; each sample has eight of them.
  private func uniform(_ id: Int, _ place: Int) -> Double { Double(random.uniform(at: UInt64(id * 8 + place))) }

  /// The sum of two uniform numbers: -1..<1, most often near 0.
  private func noise(_ id: Int, _ place: Int) -> Double { uniform(id, 2 * place + 2) + uniform(id, 2 * place + 3) - 1 }
}
