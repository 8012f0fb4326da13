/// a - b. The gradient for b changes its sign.
struct Subtract: AccumulatingFunction {
  func forward(_ inputs: [Tensor]) -> (Tensor, Void) {
    (inputs[0] - inputs[1], ())
  }

  func backward(_ gradient: Tensor, _ saved: Void, into inputs: [Accumulator]) {
    inputs[0].add(broadcast: gradient)
    if inputs[1].isNeeded { inputs[1].add(broadcast: -gradient) }
  }
}
