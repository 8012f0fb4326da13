/// Numbers in a grid: 32-bit floats, contiguous and row-major (the last axis varies fastest).
///
///     let m = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
///     m[1, 0]                    // 4
///     m.sum(over: [0]).scalars   // [5, 7, 9]
///
/// A value: copies share their memory until one of them is written. Only a view of foreign memory (which the
/// package makes for parameters inside the flat vector) shows what is written there by its owner.
public struct Tensor {
  public let shape: Shape
  /// Of the first element.
  package private(set) var pointer: UnsafeMutablePointer<Float>
  /// Nil for a view of memory that somebody else owns.
  private var storage: Storage?

  /// A tensor of the shape whose elements have yet to be written.
  package init(uninitialized shape: Shape, in pool: Pool? = nil) {
    let storage = Storage(shape.count, from: pool)
    self.shape = shape
    self.storage = storage
    pointer = storage.block
  }

  /// The same, with memory from the pool of the operands (the first that has one).
  package init(uninitialized shape: Shape, like a: Tensor, _ b: Tensor? = nil, _ c: Tensor? = nil) {
    self.init(uninitialized: shape, in: a.pool ?? b?.pool ?? c?.pool)
  }

  /// A view that does not own what it shows: the memory must outlive the tensor and everything made from it by
  /// reshaping.
  package init(viewing pointer: UnsafeMutablePointer<Float>, shape: Shape) {
    self.shape = shape
    self.pointer = pointer
    storage = nil
  }

  private init(_ tensor: Tensor, shape: Shape, offset: Int) {
    self.shape = shape
    pointer = tensor.pointer + offset
    storage = tensor.storage
  }

  /// The number of elements.
  public var count: Int { shape.count }

  /// Where results made from this tensor take their memory.
  package var pool: Pool? { storage?.pool }

  /// The same elements in order under another shape of as many; shares the memory. One size may be -1.
  public func reshaped(to shape: Shape) -> Tensor {
    if shape == self.shape { return self }
    _ = agreed(try self.shape.reshaped(to: shape.sizes))
    return Tensor(self, shape: shape, offset: 0)
  }

  /// Entries `range` of the first axis; shares the memory.
  package func rows(_ range: Range<Int>) -> Tensor {
    let part = agreed(try shape.slice(range, along: 0))
    return Tensor(self, shape: part, offset: range.lowerBound * shape.count(of: 1..<shape.rank))
  }
}

extension Tensor {
  /// Whether somebody else owns the memory.
  var isView: Bool { storage == nil }

  /// Whether nobody else sees what is written here.
  mutating func isAlone() -> Bool {
    storage != nil && isKnownUniquelyReferenced(&storage)
  }

  /// Copies the elements unless nobody else sees them, so that they may be written.
  package mutating func makeAlone() {
    if !isAlone() { self = copy() }
  }

  /// A tensor of the same elements with memory of its own.
  package func copy() -> Tensor {
    let copy = Tensor(uninitialized: shape, like: self)
    copy.pointer.update(from: pointer, count: count)
    return copy
  }

  /// Writes one number everywhere, also through a view.
  package func fill(with value: Float) {
    pointer.update(repeating: value, count: count)
  }
}
