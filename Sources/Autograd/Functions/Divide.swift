/// a / b, element by element. d/da = 1 / b, d/db = -(a / b) / b.
struct Divide: AccumulatingFunction {
  func forward(_ inputs: [Tensor]) -> (Tensor, (quotient: Tensor, b: Tensor)) {
    let quotient = inputs[0] / inputs[1]
    return (quotient, (quotient, inputs[1]))
  }

  func backward(_ gradient: Tensor, _ saved: (quotient: Tensor, b: Tensor), into inputs: [Accumulator]) {
    let divided = gradient / saved.b
    inputs[0].add(broadcast: divided)
    if inputs[1].isNeeded { inputs[1].add(broadcast: -(divided * saved.quotient)) }
  }
}
