/// What each operation asks of its shapes, and the shape it gives.
extension Shape {
  /// NumPy's and PyTorch's rule: aligned at the last axis, two sizes must be equal or one of them 1.
  package static func broadcast(
    _ left: Shape, _ right: Shape, in operation: String
  ) throws(ShapeMistake) -> Shape {
    if left == right { return left }
    let rank = max(left.rank, right.rank)
    var sizes = [Int](repeating: 1, count: rank)
    for axis in 1...rank {
      let (a, b) = (left.size(fromEnd: axis), right.size(fromEnd: axis))
      guard a == b || a == 1 || b == 1 else {
        throw ShapeMistake(
          in: operation,
          "left \(left), right \(right): \(a) and \(b) (axis -\(axis)) must be equal, or one of them 1")
      }
      sizes[rank - axis] = a == 1 ? b : a
    }
    return Shape(sizes)
  }

  /// The size of the axis this far from the end, 1 where there is none.
  func size(fromEnd axis: Int) -> Int {
    axis <= rank ? sizes[rank - axis] : 1
  }

  /// (..., m, k) and (..., k, n) give (..., m, n); the axes before the last two broadcast.
  package static func matrixProduct(_ left: Shape, _ right: Shape) throws(ShapeMistake) -> Shape {
    guard left.rank >= 2, right.rank >= 2 else {
      throw ShapeMistake(in: "matmul", "left \(left), right \(right): each must have at least 1 axis")
    }
    guard left[-1] == right[-2] else {
      throw ShapeMistake(
        in: "matmul", "left \(left), right \(right): \(left[-1]) and \(right[-2]) must be equal")
    }
    let batch = try broadcast(
      Shape(Array(left.sizes.dropLast(2))), Shape(Array(right.sizes.dropLast(2))), in: "matmul (axes of the batch)")
    return Shape(batch.sizes + [left[-2], right[-1]])
  }

  /// The shape itself, when it has as many elements; one size may be -1 and is found from the others.
  package func reshaped(to sizes: [Int]) throws(ShapeMistake) -> Shape {
    let known = sizes.reduce(1) { $1 < 0 ? $0 : $0 * $1 }
    let open = sizes.indices.filter { sizes[$0] < 0 }
    guard open.count <= 1, open.allSatisfy({ sizes[$0] == -1 }) else {
      throw ShapeMistake(in: "reshape", "from \(self) to \(sizes): at most one size may be -1, and none less")
    }
    guard open.isEmpty ? known == count : known > 0 && count.isMultiple(of: known) else {
      let rule = open.isEmpty ? "must be equal" : "must divide without a rest"
      throw ShapeMistake(in: "reshape", "from \(self) to \(sizes): \(count) and \(known) elements \(rule)")
    }
    return open.isEmpty ? Shape(sizes) : Shape(sizes.map { $0 == -1 ? count / known : $0 })
  }

  /// The axis counted from the front.
  package func axis(_ axis: Int, in operation: String) throws(ShapeMistake) -> Int {
    guard axis >= -rank, axis < rank else {
      let axes = rank == 0 ? "a single number has no axes" : "its axes are \(-rank) to \(rank - 1)"
      throw ShapeMistake(in: operation, "axis \(axis) of \(self): \(axes)")
    }
    return axis < 0 ? axis + rank : axis
  }

  /// The axes counted from the front, ascending; each at most once.
  package func axes(_ axes: [Int], in operation: String) throws(ShapeMistake) -> [Int] {
    var found: [Int] = []
    for axis in axes { found.append(try self.axis(axis, in: operation)) }
    guard Set(found).count == axes.count else {
      throw ShapeMistake(in: operation, "axes \(axes) of \(self): each axis may stand only once")
    }
    return found.sorted()
  }

  /// The order of axes counted from the front, every axis once.
  package func permutation(_ order: [Int]) throws(ShapeMistake) -> [Int] {
    guard order.count == rank else {
      throw ShapeMistake(in: "transpose", "axes \(order) of \(self): \(order.count) and \(rank) axes must be equal")
    }
    _ = try axes(order, in: "transpose")
    return order.map { $0 < 0 ? $0 + rank : $0 }
  }

  /// The parts joined along one axis; all other sizes must be equal.
  package static func concatenation(_ parts: [Shape], along axis: Int) throws(ShapeMistake) -> Shape {
    guard let first = parts.first else {
      throw ShapeMistake(in: "concatenate", "no parts: at least one is needed")
    }
    let axis = try first.axis(axis, in: "concatenate")
    for part in parts.dropFirst() {
      guard part.rank == first.rank, part.replacing(axis: axis, by: first.sizes[axis]) == first else {
        throw ShapeMistake(
          in: "concatenate", "\(first) and \(part): all sizes but those of axis \(axis) must be equal")
      }
    }
    return first.replacing(axis: axis, by: parts.reduce(0) { $0 + $1.sizes[axis] })
  }

  /// A range of one axis, which must lie inside.
  package func slice(_ range: Range<Int>, along axis: Int) throws(ShapeMistake) -> Shape {
    let axis = try self.axis(axis, in: "slice")
    guard range.lowerBound >= 0, range.upperBound <= sizes[axis] else {
      throw ShapeMistake(
        in: "slice", "\(range) along axis \(axis) of \(self): the range must lie in 0..<\(sizes[axis])")
    }
    return replacing(axis: axis, by: range.count)
  }

  /// A gradient has the shape of its value.
  package func gradient(_ gradient: Shape, in operation: String) throws(ShapeMistake) {
    guard gradient == self else {
      throw ShapeMistake(in: operation, "value \(self), gradient \(gradient): the shapes must be equal")
    }
  }
}
