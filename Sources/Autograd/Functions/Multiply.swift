/// a * b, element by element. d/da = b, d/db = a.
struct Multiply: AccumulatingFunction {
  func forward(_ inputs: [Tensor]) -> (Tensor, (a: Tensor, b: Tensor)) {
    (inputs[0] * inputs[1], (inputs[0], inputs[1]))
  }

  func backward(_ gradient: Tensor, _ saved: (a: Tensor, b: Tensor), into inputs: [Accumulator]) {
    if inputs[0].isNeeded { inputs[0].add(broadcast: gradient * saved.b) }
    if inputs[1].isNeeded { inputs[1].add(broadcast: gradient * saved.a) }
  }
}
