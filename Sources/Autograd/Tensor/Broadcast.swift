/// Two operands broadcast to one shape, as runs: stretches of the result along which each operand either moves on
/// with it or stands still.
struct Broadcast {
  /// Axes that both operands cross in the same manner are one axis here. Innermost last.
  private var sizes: [Int] = []
  private var leftMoves: [Bool] = []
  private var rightMoves: [Bool] = []

  init(_ left: Shape, _ right: Shape, to shape: Shape) {
    for axis in 0..<shape.rank where shape.sizes[axis] != 1 {
      let fromEnd = shape.rank - axis
      append(shape.sizes[axis], left.size(fromEnd: fromEnd) != 1, right.size(fromEnd: fromEnd) != 1)
    }
    if sizes.isEmpty { append(1, true, true) }
  }

  private mutating func append(_ size: Int, _ left: Bool, _ right: Bool) {
    if let last = sizes.indices.last, leftMoves[last] == left, rightMoves[last] == right {
      sizes[last] *= size
    } else {
      sizes.append(size)
      leftMoves.append(left)
      rightMoves.append(right)
    }
  }

  /// One stretch: where it begins in the result and in each operand, and which of them move along it.
  struct Run {
    var output = 0
    var left = 0
    var right = 0
    let leftMoves: Bool
    let rightMoves: Bool
    let count: Int
  }

  /// Calls the closure for each run, in the order of the result.
  func forEachRun(_ body: (Run) -> Void) {
    guard !sizes.contains(0), let count = sizes.last else { return }
    let outer = sizes.count - 1
    var run = Run(leftMoves: leftMoves[outer], rightMoves: rightMoves[outer], count: count)
    let leftSteps = steps(leftMoves)
    let rightSteps = steps(rightMoves)
    var index = [Int](repeating: 0, count: outer)
    while true {
      body(run)
      run.output += count
      var axis = outer - 1
      while axis >= 0 {
        index[axis] += 1
        run.left += leftSteps[axis]
        run.right += rightSteps[axis]
        if index[axis] < sizes[axis] { break }
        run.left -= leftSteps[axis] * sizes[axis]
        run.right -= rightSteps[axis] * sizes[axis]
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  /// How far an operand moves for one step along each axis.
  private func steps(_ moves: [Bool]) -> [Int] {
    var steps = [Int](repeating: 0, count: sizes.count)
    var span = 1
    for axis in sizes.indices.reversed() where moves[axis] {
      steps[axis] = span
      span *= sizes[axis]
    }
    return steps
  }
}

extension Tensor {
  /// The elements repeated along the axes where this tensor has size 1 or none, up to the shape.
  package func expanded(to shape: Shape) -> Tensor {
    if shape == self.shape { return self }
    let result = Tensor(uninitialized: shape, like: self)
    Broadcast(self.shape, shape, to: shape).forEachRun { run in
      if run.leftMoves {
        (result.pointer + run.output).update(from: pointer + run.left, count: run.count)
      } else {
        (result.pointer + run.output).update(repeating: pointer[run.left], count: run.count)
      }
    }
    return result
  }

  /// The way back from ``expanded(to:)``: sums over the axes that were stretched.
  package func sum(to shape: Shape) -> Tensor {
    if shape == self.shape { return self }
    let added = self.shape.rank - shape.rank
    let stretched = (0..<self.shape.rank).filter { axis in
      axis < added || shape.sizes[axis - added] == 1
    }
    return sum(over: stretched).reshaped(to: shape)
  }
}
