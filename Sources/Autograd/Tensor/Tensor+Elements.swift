/// Making tensors, and reading and writing their elements.
extension Tensor {
  /// A tensor of these elements, the last axis varying fastest. Without a shape, one axis.
  public init(_ scalars: [Float], shape: Shape? = nil, pool: Pool? = nil) {
    let shape = shape ?? [scalars.count]
    precondition(
      scalars.count == shape.count,
      "tensor: \(scalars.count) scalars, shape \(shape): \(scalars.count) and \(shape.count) must be equal")
    self.init(uninitialized: shape, in: pool)
    scalars.withUnsafeBufferPointer { source in
      if let first = source.baseAddress { pointer.update(from: first, count: source.count) }
    }
  }

  /// A single number, of shape `[]`.
  public init(_ scalar: Float) {
    self.init(uninitialized: [])
    pointer.pointee = scalar
  }

  /// A tensor whose elements the closure writes, every one of them.
  public init(_ shape: Shape, pool: Pool? = nil, writing: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
    self.init(uninitialized: shape, in: pool)
    try writing(UnsafeMutableBufferPointer(start: pointer, count: shape.count))
  }

  public static func full(_ shape: Shape, _ value: Float, pool: Pool? = nil) -> Tensor {
    let tensor = Tensor(uninitialized: shape, in: pool)
    tensor.fill(with: value)
    return tensor
  }

  public static func zeros(_ shape: Shape, pool: Pool? = nil) -> Tensor { full(shape, 0, pool: pool) }

  public static func ones(_ shape: Shape, pool: Pool? = nil) -> Tensor { full(shape, 1, pool: pool) }

  /// One number in the shape of this tensor, with memory from its pool.
  package func filledCopy(with value: Float) -> Tensor { .full(shape, value, pool: pool) }

  /// All elements in order, copied.
  public var scalars: [Float] { withUnsafeScalars(Array.init) }

  /// The elements in place, for as long as the closure runs.
  public func withUnsafeScalars<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(self) {
      try body(UnsafeBufferPointer(start: pointer, count: count))
    }
  }

  /// The number in a tensor of one element.
  public var item: Float {
    precondition(count == 1, "item: a tensor of shape \(shape) has \(count) elements, not one")
    return withUnsafeScalars { $0[0] }
  }

  /// One element, by an index for each axis.
  public subscript(indices: Int...) -> Float {
    get { withUnsafeScalars { $0[offset(of: indices)] } }
    set {
      let offset = offset(of: indices)
      makeAlone()
      pointer[offset] = newValue
    }
  }

  private func offset(of indices: [Int]) -> Int {
    precondition(indices.count == shape.rank, "subscript \(indices) of \(shape): one index for each axis is needed")
    return zip(indices, shape.sizes).reduce(0) { offset, axis in
      let (index, size) = axis
      precondition(index >= 0 && index < size, "subscript \(indices) of \(shape): \(index) must lie in 0..<\(size)")
      return offset * size + index
    }
  }

  /// The function of each element. For the few functions that have no kernel.
  public func map(_ function: (Float) throws -> Float) rethrows -> Tensor {
    try Tensor(shape, pool: pool) { output in
      try withUnsafeScalars { input in
        for index in input.indices { output[index] = try function(input[index]) }
      }
    }
  }
}

extension Tensor: Equatable {
  /// Equal shapes and equal elements (so a tensor with NaN equals nothing).
  public static func == (left: Tensor, right: Tensor) -> Bool {
    left.shape == right.shape
      && left.withUnsafeScalars { a in right.withUnsafeScalars { b in a.elementsEqual(b) } }
  }
}

extension Tensor: CustomStringConvertible {
  /// The shape and the first elements: `Tensor [2, 3] (1.0, 2.0, 3.0, ...)`.
  public var description: String {
    let shown = withUnsafeScalars { $0.prefix(8).map(String.init(describing:)) } + (count > 8 ? ["..."] : [])
    return "Tensor \(shape) (\(shown.joined(separator: ", ")))"
  }
}
