/// The inputs one after another along an axis. Each gets its own part of the gradient.
struct Concatenate: AccumulatingFunction {
  let axis: Int

  func forward(_ inputs: [Tensor]) -> (Tensor, [Int]) {
    (.concatenate(inputs, along: axis), inputs.map { $0.shape[axis] })
  }

  func backward(_ gradient: Tensor, _ sizes: [Int], into inputs: [Accumulator]) {
    var start = 0
    for (input, size) in zip(inputs, sizes) {
      if input.isNeeded { input.add(gradient.slice(start..<start + size, along: axis)) }
      start += size
    }
  }
}
