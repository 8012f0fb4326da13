/// The sizes of a tensor's axes, outermost first. `[]` is the shape of a single number.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  public let sizes: [Int]
  /// The number of elements: the product of the sizes, 1 for `[]`.
  public let count: Int

  public init(_ sizes: [Int]) {
    var count = 1
    for size in sizes {
      precondition(size >= 0, "a shape's sizes must not be negative: \(sizes)")
      count *= size
    }
    self.sizes = sizes
    self.count = count
  }

  public init(arrayLiteral sizes: Int...) {
    self.init(sizes)
  }

  /// The number of axes.
  public var rank: Int { sizes.count }

  /// The size of an axis; negative axes count from the last, as `-1`.
  public subscript(axis: Int) -> Int {
    sizes[axis < 0 ? axis + sizes.count : axis]
  }

  /// As Swift writes it: `[32, 784]`.
  public var description: String { sizes.description }
}

extension Shape {
  /// The product of the sizes of some axes.
  func count(of axes: Range<Int>) -> Int {
    var product = 1
    for axis in axes { product *= sizes[axis] }
    return product
  }

  /// The same shape with one axis changed.
  func replacing(axis: Int, by size: Int) -> Shape {
    var changed = sizes
    changed[axis] = size
    return Shape(changed)
  }

  /// How far apart two neighbours along each axis lie, in elements, in a contiguous row-major tensor.
  var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in sizes.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * sizes[axis + 1]
    }
    return strides
  }
}
