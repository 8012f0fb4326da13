import Autograd

/// Where each parameter of a module lies in the flat vector: packed, in the order of ``Module/parameters``.
public struct Layout: Sendable, Equatable {
  public struct Slice: Sendable, Equatable {
    /// PyTorch's name: "1.weight".
    public let name: String
    public let shape: [Int]
    public let range: Range<Int>
    let initial: InitialValues
  }

  public let slices: [Slice]
  /// The numbers of all parameters.
  public let count: Int

  public init(_ module: any Module) {
    var offset = 0
    slices = module.namedParameters.map { name, parameter in
      let range = offset..<(offset + parameter.shape.count)
      offset = range.upperBound
      return Slice(name: name, shape: parameter.shape.sizes, range: range, initial: parameter.initial)
    }
    count = offset
  }

  /// The values before the first step as one flat vector, a function of the seed alone.
  package func initialWeights(seed: UInt64) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      for (number, slice) in slices.enumerated() {
        slice.initial.write(UnsafeMutableBufferPointer(rebasing: buffer[slice.range]), seed: seed, number: number)
      }
      filled = count
    }
  }
}

extension Module {
  /// Points all parameters at their slices of flat vectors, which must outlive the module's use.
  ///
  /// - Parameter gradients: Nil when no gradient will be computed.
  package func bind(weights: UnsafeMutablePointer<Float>, gradients: UnsafeMutablePointer<Float>?) {
    parameters.bind(weights: weights, gradients: gradients)
  }

  /// The present values of all parameters as one flat vector.
  public var flatWeights: [Float] { parameters.flatMap { $0.variable.data.scalars } }
}

extension [Parameter] {
  /// The same for a list that is kept: a lane binds once for each shard.
  package func bind(weights: UnsafeMutablePointer<Float>, gradients: UnsafeMutablePointer<Float>?) {
    var offset = 0
    for parameter in self {
      parameter.bind(weight: weights + offset, gradient: gradients.map { $0 + offset })
      offset += parameter.shape.count
    }
  }
}
